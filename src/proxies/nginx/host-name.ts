import { isAddress } from "../../core/validate/address.ts";

/** A name or address as it stands in a URL and in a Host header: an IPv6 address in brackets (RFC 3986 3.2.2). */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** A client that connects to an address sends no SNI (RFC 6066 3). */
export function hasAddress(names: readonly string[]): boolean {
  return names.some(isAddress);
}
