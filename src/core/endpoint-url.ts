/** What clients connect to: `wss://NAME`, an IPv6 address in brackets (RFC 3986, section 3.2.2). */
export function endpointUrl(name: string): string {
  return `wss://${name.includes(":") ? `[${name}]` : name}`;
}
