import { bracketed } from "../../core/bracketed.ts";
import { haproxyArgument, haproxyString, literally } from "./haproxy-string.ts";

/** Which of our names was asked for; not set where none was. */
export const askedName = "var(txn.wss_setup_name)";

/** Rules that look at the Host: any port, any case, and the root's dot, as nginx takes them. Every line indented. */
export function renderNames(names: readonly string[]): string {
  return names
    .map(bracketed)
    .map((name) => {
      const host = haproxyString(`^${literally(name)}\\.?(:[0-9]*)?$`);
      const value = `str(${haproxyArgument(name)})`;
      return `    http-request set-var(txn.wss_setup_name) ${value} if { req.fhdr(host) -m reg -i ${host} }\n`;
    })
    .join("");
}

/** How an address in absolute form begins: with a scheme (RFC 3986 3.1). */
const absolute = "^[a-z][a-z0-9+.-]*://";

/** Refuses an address in absolute form (RFC 9112 3.2.2) for a name that is not ours; older versions do not compare it. */
export function renderAbsoluteForm(names: readonly string[]): string {
  const ours = names.map(bracketed).map(literally).join("|");
  const address = haproxyString(`^https?://(${ours})\\.?(:[0-9]*)?([/?]|$)`);
  return `    http-request return status 421 if { url -m reg -i ${absolute} } !{ url -m reg -i ${address} }\n`;
}

/** The sockets of a port, each address family by itself. */
export function renderBinds(port: number, ipv6: boolean, tls = ""): string {
  const behind = tls === "" ? "" : ` ${tls}`;
  return [`0.0.0.0:${port}`, ...(ipv6 ? [`:::${port} v6only`] : [])]
    .map((address) => `    bind ${address}${behind}\n`)
    .join("");
}
