import { bracketed } from "../../core/bracketed.ts";
import { hasAddress } from "../has-address.ts";
import { nginxString } from "./nginx-string.ts";
import { renderLimitUse } from "./render-limits.ts";
import { defaultListens, nameListens } from "./render-listen.ts";
import { renderPage } from "./render-page.ts";
import { renderProxy } from "./render-proxy.ts";
import { renderCertificate, renderTls } from "./render-tls.ts";
import type { Site, SiteHttps } from "./site.ts";

/** The servers of port 443: one for names that nobody has, one for ours. */
export function renderHttps(site: Site): readonly string[] {
  const { https } = site;
  if (https === undefined) return [];
  const strangers = renderStrangers(site, https);
  return [...(strangers === undefined ? [] : [strangers]), renderOurs(site, https)];
}

/** Until a client has said a name, this server is everybody's. */
const beforeTheName = "    server_tokens off;\n    client_header_timeout 15s;\n";

function renderStrangers({ names }: Site, https: SiteHttps): string | undefined {
  const { tls } = https;
  const listens = defaultListens(https.sockets, true);
  if (listens === "") return undefined;
  if (tls.rejectsHandshakes && !hasAddress(names)) {
    return `# Port 443, names that are not ours: TLS ends with an alert before any certificate is shown.
server {
${listens}    server_name _;
${beforeTheName}    ssl_reject_handshake on;
${renderTls(tls)}
    # A client can open TLS for one of our names and then ask for another.
    return 421;
}
`;
  }
  const why = hasAddress(names)
    ? "a client that connects to an IP address names nobody in TLS, so\n# it gets the certificate here; a Host that is not ours is refused before the backend."
    : "nginx before 1.19.4 cannot end TLS with an alert; a Host that is\n# not ours is refused before the backend.";
  return `# Port 443, names that are not ours: ${why}
server {
${listens}    server_name _;
${beforeTheName}${renderCertificate(tls)}${renderTls(tls)}    return 421;
}
`;
}

function renderOurs(site: Site, https: SiteHttps): string {
  const { names, origins, limits } = site;
  const { tls } = https;
  return `# Port 443: the endpoint.
server {
${nameListens(https.sockets, true)}    server_name ${names.map((name) => nginxString(bracketed(name))).join(" ")};
    server_tokens off;

    # TLS after Mozilla's guideline: the client picks among what is all good, no tickets (their key would never change).
${renderCertificate(tls)}${renderTls(tls)}
    # A client that dawdles over its request is dropped; JSON-RPC batches of up to 16 MB pass.
    client_header_timeout 15s;
    client_body_timeout 30s;
    client_max_body_size 16m;
    large_client_header_buffers 4 8k;

    # Refused before the backend sees anything.
    if ($wss_setup_upgrade = other) {
        return 403;
    }
${origins === "any" ? "" : "    if ($wss_setup_foreign_page) {\n        return 403;\n    }\n"}${renderPage(site)}
    location / {
${renderLimitUse(limits)}${renderProxy(site)}${renderJudgedOrigin(site)}    }
}
`;
}

/** Of several Origin lines, nginx before 1.23 judges the first alone. */
function renderJudgedOrigin({ origins }: Site): string {
  if (origins === "any") return "";
  return `
        # The backend hears just the Origin that was judged here.
        proxy_set_header Origin $http_origin;
`;
}
