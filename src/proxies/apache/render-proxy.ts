import { publicPath } from "../../core/landing-page.ts";
import { hostHeader, type PlacedBackend } from "../place-backend.ts";
import { apacheString, headerValue } from "./apache-string.ts";
import { backendUrl, callOptions } from "./backend-url.ts";
import { asksForWebSocket } from "./conditions.ts";
import { renderBalancer } from "./render-balancer.ts";
import type { Site, SiteHttps } from "./site.ts";

/** How any request is passed on to the backend; every line indented. */
export function renderProxy(site: Site, https: SiteHttps): string {
  const { backends, page } = site;
  return `    ProxyRequests Off
    ProxyErrorOverride Off

    # Who the client is. Set, never appended: what a client says of itself here is not believed.
    ProxyAddHeaders Off
    RequestHeader set X-Real-IP "expr=%{CONN_REMOTE_ADDR}"
    RequestHeader set X-Forwarded-For "expr=%{CONN_REMOTE_ADDR}"
    RequestHeader set X-Forwarded-Proto https
    RequestHeader set X-Forwarded-Host "expr=%{SERVER_NAME}"
    RequestHeader unset Forwarded
    # Headers that Connection names do not go further, and would take those above along: it may name none but its own.
    RequestHeader edit* Connection "(?i)(?:^|,)\\s*(?!(?:close|keep-alive|upgrade)\\s*(?:,|$))[^,\\s][^,]*" ""

    # No handler that the whole server has for a path is in the way of the backend's.
    <Location "/">
        SetHandler None
        Require all granted
    </Location>

${renderHostHeader(backends)}${renderVerification(site)}${
  page === undefined ? "" : `    ProxyPass ${publicPath} "!"\n`
}${backends.length === 1 ? renderOne(site, https) : renderBalancer(site, https)}`;
}

/** Apache takes a backend that once refused for down for a minute; with retry=0 it asks again each time. */
function renderOne(site: Site, https: SiteHttps): string {
  const [backend] = site.backends;
  if (backend === undefined) throw new Error("a site without a backend");
  const { url, host, address } = backend;
  const names = [backendUrl(backend), backendUrl({ ...backend, address: host })];
  const remark = address === host ? "" : `    # ${url} is at ${address}\n`;
  const tunnel = https.passesUpgrades
    ? ""
    : `    ProxyTimeout ${site.idleTimeout}
${asksForWebSocket}    RewriteRule "^(/.*)$" "${backendUrl(backend, "ws")}$1" [P,L]
`;
  const reverse = [...new Set(names)].map((each) => `    ProxyPassReverse / ${apacheString(`${each}/`)}\n`);
  return `${remark}${tunnel}    ProxyPass / ${apacheString(`${names[0]}/`)} nocanon retry=0 ${callOptions(site, https)}
${reverse.join("")}`;
}

/** Apache sends a backend the name in its URL, and some servers (Substrate nodes) refuse any other than their own. */
function renderHostHeader(backends: readonly PlacedBackend[]): string {
  const [first] = backends;
  if (first === undefined || first.address === first.host) return "    ProxyPreserveHost Off\n";
  return `    # The backend's own name: some servers (Substrate nodes) refuse a foreign one.
    ProxyPreserveHost On
    RequestHeader set Host ${headerValue(hostHeader(first))}
`;
}

function renderVerification({ backends, check: { rootsFile, byName } }: Site): string {
  if (!backends.some(({ tls }) => tls)) return "";
  const why = byName
    ? "A backend that speaks TLS must have a certificate that is good for its name."
    : "A backend that speaks TLS must have this very certificate, whatever name is in it.";
  return `    # ${why}
    SSLProxyEngine on
    SSLProxyVerify require
    SSLProxyVerifyDepth 5
    SSLProxyCheckPeerName ${byName ? "on" : "off"}
    SSLProxyCheckPeerCN ${byName ? "on" : "off"}
    SSLProxyCheckPeerExpire on
    SSLProxyCACertificateFile ${apacheString(rootsFile)}
    SSLProxyProtocol -all +TLSv1.2 +TLSv1.3
`;
}
