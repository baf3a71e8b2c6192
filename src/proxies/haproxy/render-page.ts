import { browserPatience, nothingForBrowsers, publicPath } from "../../core/landing-page.ts";
import { haproxyString } from "./haproxy-string.ts";
import { renderPassing } from "./render-backend.ts";
import type { Site } from "./site.ts";

/** The page by its own address and what it offers for download; every line indented. */
export function renderDownloads({ page }: Site): string {
  if (page === undefined) return "";
  const own = [publicPath, `${publicPath}index.html`].join(" ");
  const downloads = Object.entries(page.downloads).map(
    ([path, { file, type }]) =>
      `    http-request return status 200 content-type ${haproxyString(type)} file ${haproxyString(file)} hdr Cache-Control no-store hdr X-Content-Type-Options nosniff if { path ${haproxyString(path)} }\n`,
  );
  return `
    # The page that tests the connection by its own address, and what it offers for download.
    http-request return status 200 errorfile ${haproxyString(page.file)} if { path ${own} }
${downloads.join("")}    http-request return status 404 if { path_beg ${publicPath} }
`;
}

/** A browser that opens the bare address goes to a backend of its own; indented. */
export function renderBrowserUse({ page }: Site): string {
  if (page === undefined) return "";
  return `
    # A browser that opens the bare address is passed on too. Only where the backend has nothing for it, or does not
    # answer, it sees the page.
    use_backend wss-setup-browser if { method GET } { path / } !websocket { req.fhdr(accept) -m sub -i text/html }
`;
}

/** The same backends, asked on behalf of browsers. */
export function renderBrowserBackend(site: Site): readonly string[] {
  const { page } = site;
  if (page === undefined) return [];
  const file = haproxyString(page.file);
  const silence = [502, 503, 504].map((status) => `    errorfile ${status} ${file}\n`);
  return [
    `# The backends, asked on behalf of a browser that wants to look at the bare address.
backend wss-setup-browser
    timeout server ${browserPatience}s
    http-response return status 200 errorfile ${file} if { status ${nothingForBrowsers.join(" ")} }
${silence.join("")}${renderPassing(site)}`,
  ];
}
