import { hostHeader } from "../place-backend.ts";
import { haproxyFormat, haproxyString } from "./haproxy-string.ts";
import { renderLimitUse } from "./render-limits.ts";
import { askedName, renderAbsoluteForm, renderBinds, renderNames } from "./render-names.ts";
import { renderBrowserUse, renderDownloads } from "./render-page.ts";
import { renderTls } from "./render-tls.ts";
import type { Site } from "./site.ts";

/** Port 443: the endpoint. */
export function renderHttps(site: Site): readonly string[] {
  const { names, ipv6, limits, https } = site;
  if (https === undefined) return [];
  return [
    `# Port 443: the endpoint. TLS after Mozilla's guideline: the client picks among what is all good, no tickets.
frontend wss-setup-https
${renderBinds(https.port, ipv6, renderTls(site, https))}
    # A Host that is not ours is refused before the backend.
${renderNames(names)}    http-request return status 421 unless { ${askedName} -m found }
${renderAbsoluteForm(names)}
    # Too much: a method that would open a tunnel, an address or a line above 8k, a body above 16 MB.
    http-request return status 405 if { method CONNECT TRACE }
    http-request return status 414 if { url -m len gt 8192 }
    http-request return status 431 if { req.hdrs -m len gt 8192 } { req.hdrs -m reg '[^\\n]{8193}' }
    http-request return status 413 if { req.body_size gt 16777216 }

    # Any other upgrade (h2c, for one) would open a tunnel to the backend that none of these rules can see into.
    acl websocket req.fhdr(upgrade) -m str -i websocket
    http-request return status 403 if { req.fhdr(upgrade) -m found } !websocket
    http-request return status 403 if { req.fhdr_cnt(upgrade) gt 1 }
    # Since 3.0, HAProxy takes h2c out of the header before any rule sees it; whoever means it has this one too.
    http-request return status 403 if { req.fhdr(http2-settings) -m found }
${renderOrigins(site)}${renderDownloads(site)}${renderLimitUse(limits)}${renderHeaders(site)}${renderBrowserUse(site)}    default_backend wss-setup-backend
`,
  ];
}

function renderOrigins({ origins }: Site): string {
  if (origins === "any") return "";
  const known = origins.map(
    (origin) => `    acl known_page req.fhdr(origin) -m str -i -- ${haproxyString(origin)}\n`,
  );
  return `
    # Which web pages may open a WebSocket. Programs send no Origin and pass; "null" (a sandboxed page) is a stranger.
${known.join("")}    acl asks_for_page req.fhdr(origin) -m len gt 0
    http-request return status 403 if websocket asks_for_page !known_page
    http-request return status 403 if websocket { req.fhdr_cnt(origin) gt 1 }
`;
}

/** What the backend is told. */
function renderHeaders({ backends: [first] }: Site): string {
  if (first === undefined) throw new Error("a site without a backend");
  return `
    # The backend's own name: some servers (Substrate nodes) refuse a foreign one.
    http-request set-header Host ${haproxyFormat(hostHeader(first))}

    # Who the client is. Set, never appended: what a client says of itself here is not believed.
    http-request set-header X-Real-IP %[src]
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto https
    http-request set-header X-Forwarded-Host %[${askedName}]
    http-request del-header Forwarded

    # What a client declares to end here does not decide what the backend hears.
    http-request set-header Connection upgrade if websocket
    http-request del-header Connection unless websocket
`;
}
