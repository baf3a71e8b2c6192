/** A name or address as it stands in a URL and in a Host header: an IPv6 address in brackets (RFC 3986 section 3.2.2). */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
