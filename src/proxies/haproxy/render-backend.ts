import type { BackendTrust } from "../../core/backend-trust.ts";
import { isAddress } from "../../core/validate/address.ts";
import { hostHeader, placeOf, remarkOn } from "../place-backend.ts";
import { haproxyArgument, haproxyString, literally } from "./haproxy-string.ts";
import type { Site, SiteBackend } from "./site.ts";

/** The backends of the endpoint. */
export function renderBackend(site: Site): string {
  const several = site.backends.length > 1;
  const why = site.sticky
    ? "# The backends. An address stays with one of them; one that does not answer three times is left out until it does."
    : "# The backends. A new connection goes where the fewest are open; one that does not answer three times is left out\n# until it does.";
  return `${several ? why : "# The backend."}\nbackend wss-setup-backend\n${renderPassing(site)}`;
}

/** Which servers there are and how one is chosen; every line indented. */
export function renderPassing({ backends, sticky }: Site): string {
  const [first] = backends;
  if (first === undefined) throw new Error("a site without a backend");
  const several = backends.length > 1;
  const own = haproxyString(`^${first.tls ? "https" : "http"}://${literally(hostHeader(first))}/(.*)`);
  const servers = backends.map((backend, index) => renderServer(backend, index, several));
  return `${balance(several, sticky)}    http-response replace-header Location ${own} '/\\1'\n${servers.join("")}`;
}

function balance(several: boolean, sticky: boolean): string {
  if (!several) return "    retries 0\n";
  const way = sticky ? "    balance source\n    hash-type consistent\n" : "    balance leastconn\n";
  return `${way}    option redispatch 1\n    retries 2\n`;
}

function renderServer(backend: SiteBackend, index: number, several: boolean): string {
  const { address } = backend;
  const options = [
    ...(several ? ["check inter 2s fall 3 rise 2"] : []),
    // A name that nobody knows yet keeps HAProxy from nothing, and a new address is noticed.
    ...(isAddress(address) ? [] : ["resolvers wss-setup-dns init-addr libc,none"]),
    ...(backend.trust === undefined ? [] : [verification(backend.trust, several)]),
  ];
  const behind = options.map((option) => ` ${option}`).join("");
  return `    server wss-setup-${index + 1} ${haproxyString(placeOf(backend))}${behind}${remarkOn(backend)}\n`;
}

/** The backend speaks TLS: its certificate must be good for its name. */
function verification({ name: host, rootsFile }: BackendTrust, several: boolean): string {
  const name = haproxyArgument(host);
  const sni = isAddress(host) ? "" : ` sni str(${name})${several ? ` check-sni ${name}` : ""}`;
  return `ssl verify required ca-file ${haproxyString(rootsFile)} verifyhost ${name}${sni} alpn http/1.1 ssl-min-ver TLSv1.2`;
}

/** Who is asked for the addresses of backends that only DNS knows. */
export function renderResolvers({ backends }: Site): readonly string[] {
  if (backends.every(({ address }) => isAddress(address))) return [];
  return [
    "# Names of backends are looked up again and again.\nresolvers wss-setup-dns\n    parse-resolv-conf\n",
  ];
}
