import { sameText } from "./apache-string.ts";
import { asksForWebSocket } from "./conditions.ts";
import { renderHost, renderNames } from "./render-host.ts";
import { renderLimits } from "./render-limits.ts";
import { renderPage } from "./render-page.ts";
import { renderProxy } from "./render-proxy.ts";
import { renderStrangers } from "./render-strangers.ts";
import { renderTls } from "./render-tls.ts";
import type { Site } from "./site.ts";

/** Bytes. */
const longestBody = 16 * 2 ** 20;

/** Seconds after which Apache by itself gives a silent client up; of a WebSocket's two ends, the more patient one counts. */
const usualTimeout = 300;

/** The virtual hosts of port 443: one for names that nobody has, one for ours. */
export function renderHttps(site: Site): readonly string[] {
  const { https, names } = site;
  if (https === undefined) return [];
  const strangers = renderStrangers(site, https);
  const ours = `# Port 443: the endpoint.
${renderHost(
  https.places,
  `${renderNames(names)}    Timeout ${Math.min(site.idleTimeout, usualTimeout)}

    # Paths reach the backend as they were asked for.
    AllowEncodedSlashes NoDecode
    MergeSlashes Off

${renderTls(https.tls)}
    RewriteEngine On
    # Any other upgrade (h2c, for one) is refused: passed on, it would open a tunnel to the backend that none of these
    # rules can see into.
    RewriteCond "%{HTTP:Upgrade}" "!^(?:websocket)?$" [NC,NV]
    RewriteRule "^" "-" [F]

    # JSON-RPC batches of up to 16 MB pass. (LimitRequestBody does not hold for what is passed on; a body in chunks, which
    # says no length, goes to the backend as it comes and is measured there.)
    RewriteCond "%{HTTP:Content-Length}" "-gt${longestBody}" [NV]
    RewriteRule "^" "-" [R=413,L]
${renderOrigins(site.origins)}${renderLimits(site)}${renderPage(site)}
${renderProxy(site, https)}`,
)}`;
  return [...(strangers === "" ? [] : [strangers]), ours];
}

function renderOrigins(origins: Site["origins"]): string {
  if (origins === "any") return "";
  const others = origins.map(
    (origin) => `    RewriteCond "%{HTTP:Origin}" ${sameText(origin).replace('"', '"!')} [NC,NV]\n`,
  );
  return `
    # Which web pages may open a WebSocket. Programs send no Origin and pass; "null" (a sandboxed page) is a stranger.
${asksForWebSocket}    RewriteCond "%{HTTP:Origin}" "!^$" [NV]
${others.join("")}    RewriteRule "^" "-" [F]
`;
}
