import type { Backend } from "../core/backend-url.ts";
import { bracketed } from "../core/bracketed.ts";
import { isAddress } from "../core/validate/address.ts";

/** A name or address with its port, brackets around IPv6 (RFC 3986 section 3.2.2); without the port where it is the default. */
export function hostAndPort(name: string, port: number, defaultPort?: number): string {
  const host = bracketed(name);
  return port === defaultPort ? host : `${host}:${port}`;
}

/** The Host header of a backend. */
export function backendHost({ host, port, tls }: Backend): string {
  return hostAndPort(host, port, tls ? 443 : 80);
}

/** What goes into the TLS SNI extension: a name that is an address is not sent (RFC 6066 section 3). */
export function sniOf(name: string): { readonly servername?: string } {
  return isAddress(name) ? {} : { servername: name };
}

export function familyOf(address: string): 4 | 6 {
  return address.includes(":") ? 6 : 4;
}
