import { nothingForBrowsers, publicPath, publicTypes } from "../../core/landing-page.ts";
import { apacheString } from "./apache-string.ts";
import type { Site } from "./site.ts";

/** The page once more, with the status of a page that is there. */
const shown = `${publicPath}shown`;

/** The page that tests the connection, and its downloads; nothing where it is off. */
export function renderPage({ page, https }: Site): string {
  if (page === undefined) return "";
  const types = Object.entries(publicTypes).map(
    ([end, type]) =>
      `        <FilesMatch "\\.${end}$">\n            ForceType ${apacheString(type)}\n        </FilesMatch>\n`,
  );
  return `
    # The page by its own address, and what it offers for download. A browser takes each file for what it is, and never
    # shows one that it kept.
    Alias ${publicPath} ${apacheString(`${page.folder}/`)}
    <Directory ${apacheString(page.folder)}>
        Options None
        AllowOverride None
        Require all granted
        DirectoryIndex index.html
        Header always set Cache-Control no-store
        Header always set X-Content-Type-Options nosniff
${types.join("")}    </Directory>
${https?.passesUpgrades ? renderBrowsers(page.program) : ""}`;
}

function renderBrowsers(program: string): string {
  const pages = nothingForBrowsers.map((status) => `        ErrorDocument ${status} ${shown}\n`);
  return `
    # A browser that opens the bare address is passed on too. Only where the backend has nothing for it, or does not
    # answer, it sees a page that tests the connection.
    LuaMapHandler "^${shown.replaceAll(".", "\\.")}$" ${apacheString(program)}
    <If "%{REQUEST_METHOD} == 'GET' && %{REQUEST_URI} == '/' && -z req_novary('Upgrade') && req_novary('Accept') =~ m#text/html#i">
        ProxyErrorOverride On ${nothingForBrowsers.join(" ")}
${pages.join("")}    </If>
`;
}
