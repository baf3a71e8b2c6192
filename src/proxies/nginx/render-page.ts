import { browserPatience, nothingForBrowsers, publicPath, publicTypes } from "../../core/landing-page.ts";
import { nginxString } from "./nginx-string.ts";
import { renderPassing } from "./render-proxy.ts";
import type { Site } from "./site.ts";

/** Here the backend is asked on behalf of browsers; who asks for this address itself gets the page. */
const browsers = `${publicPath}browser`;

/** The page that tests the connection, and its downloads; nothing where it is off. */
export function renderPage(site: Site): string {
  const { page } = site;
  if (page === undefined) return "";
  const types = Object.entries(publicTypes).map(
    ([end, type]) => `            ${nginxString(type)} ${end};\n`,
  );
  // A location of its own, and not an `if` in the one for everybody: there, error_page of the operator's http block
  // would take the place of what the backend answers to programs.
  return `
    # A browser that opens the bare address is passed on too. Only where the backend has nothing for it, or does not
    # answer, it sees a page that tests the connection.
    if ($wss_setup_browser) {
        rewrite ^ ${browsers} last;
    }

    location = ${browsers} {
        internal;
        proxy_intercept_errors on;
        error_page ${nothingForBrowsers.join(" ")} =200 ${publicPath}index.html;

${renderPassing(site, "/")}
        proxy_connect_timeout 5s;
        proxy_read_timeout ${browserPatience}s;
        proxy_buffer_size 16k;
        proxy_buffers 8 16k;
    }

    # The page by its own address, and what it offers for download.
    location ^~ ${publicPath} {
        alias ${nginxString(`${page.folder}/`)};
        index index.html;
        types {
${types.join("")}        }

        # A browser takes each file for what it is, and never shows one that it kept.
        add_header Cache-Control no-store;
        add_header X-Content-Type-Options nosniff;
    }
`;
}
