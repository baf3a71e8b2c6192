import { nginxMapKey } from "./nginx-string.ts";
import type { Site } from "./site.ts";

/** Questions about a request, each answered in one variable. */
export function renderMaps({ origins, page }: Pick<Site, "origins" | "page">): string {
  return [
    renderUpgrade(),
    ...(origins === "any" ? [] : [renderOrigins(origins)]),
    ...(page === undefined ? [] : [renderBrowser()]),
  ].join("\n");
}

function renderUpgrade(): string {
  return `# Does the client ask for a WebSocket? Any other upgrade (h2c, for one) is refused below: passed on, it would open a
# tunnel to the backend that none of these rules can see into.
map $http_upgrade $wss_setup_upgrade {
    default   other;
    ""        "";
    websocket websocket;
}

# Only a WebSocket asks the backend to upgrade; without the header, a connection for plain HTTP is kept open.
map $wss_setup_upgrade $wss_setup_connection {
    default   "";
    websocket upgrade;
}
`;
}

function renderOrigins(origins: readonly string[]): string {
  return `# Which web pages may open a WebSocket. Programs send no Origin and pass; "null" (a sandboxed page) is a stranger.
map $http_origin $wss_setup_known_origin {
    default no;
    "" yes;
${origins.map((origin) => `    ${nginxMapKey(origin)} yes;\n`).join("")}}
map $wss_setup_upgrade:$wss_setup_known_origin $wss_setup_foreign_page {
    default 0;
    websocket:no 1;
}
`;
}

function renderBrowser(): string {
  return `# Is it a browser that opens the bare address, to look at it? Asked anew (volatile) once the request is led elsewhere.
map $http_accept $wss_setup_wants_page {
    default 0;
    ~*text/html 1;
}
map $request_method:$uri:$wss_setup_upgrade:$wss_setup_wants_page $wss_setup_browser {
    volatile;
    default 0;
    GET:/::1 1;
}
`;
}
