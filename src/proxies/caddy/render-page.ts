import { browserPatience, nothingForBrowsers, publicPath, publicTypes } from "../../core/landing-page.ts";
import { caddyString } from "./caddy-string.ts";
import { renderPassing, renderTransport, transportOf } from "./render-proxy.ts";
import type { Site } from "./site.ts";

/** The page that tests the connection, and its downloads; nothing where it is off. */
export function renderPage(site: Site): string {
  const { page } = site;
  if (page === undefined) return "";
  const types = Object.entries(publicTypes).map(
    ([end, type]) => `			@${end} path *.${end}\n			header @${end} Content-Type ${caddyString(type)}\n`,
  );
  return `
		# A browser that opens the bare address is passed on too. Only where the backend has nothing for it, or does not
		# answer, it sees a page that tests the connection.
		@browser {
			method GET
			path /
			vars {header.Upgrade} ""
			header_regexp Accept (?i)text/html
		}
		handle @browser {
			vars wss_setup_browser yes
			reverse_proxy ${renderPassing(site, 3)}
${renderTransport([...transportOf(site), `response_header_timeout ${browserPatience}s`], 4)}
				@nothing status ${nothingForBrowsers.join(" ")}
				handle_response @nothing {
					rewrite * /index.html
					root * ${caddyString(page.folder)}
					header Cache-Control no-store
					header X-Content-Type-Options nosniff
					file_server
				}
			}
		}

		# The page by its own address, and what it offers for download.
		handle_path ${publicPath}* {
			root * ${caddyString(page.folder)}

			# A browser takes each file for what it is, and never shows one that it kept.
			header Cache-Control no-store
			header X-Content-Type-Options nosniff
${types.join("")}			file_server
		}
`;
}

/** What a browser sees where the backend does not answer at all. */
export function renderPageInError({ page }: Site): string {
  if (page === undefined) return "";
  return `
		@browser vars {http.vars.wss_setup_browser} yes
		handle @browser {
			rewrite * /index.html
			root * ${caddyString(page.folder)}
			header Cache-Control no-store
			header X-Content-Type-Options nosniff
			file_server {
				status 200
			}
		}
`;
}
