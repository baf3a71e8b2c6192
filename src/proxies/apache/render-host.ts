import { apacheString } from "./apache-string.ts";
import type { Place } from "./listening.ts";

/** Nobody's name (RFC 6761 section 6.4): a virtual host must have one, and this one is asked for by no client. */
const nobody = "nobody.wss-setup.invalid";

/** A virtual host; nothing where it has no place to be. @param body its lines, indented */
export function renderHost(places: readonly Place[], body: string): string {
  if (places.length === 0) return "";
  const where = places.map(({ address, port }) => `${address}:${port}`).join(" ");
  return `<VirtualHost ${where}>\n${body}</VirtualHost>\n`;
}

/** What every virtual host of ours begins with. The first name may be no IPv6 address: `ServerName` takes a colon for a port. */
export function renderNames(names: readonly string[] = []): string {
  const first = names.find((name) => !name.includes(":")) ?? nobody;
  const others = names.filter((name) => name !== first).map((name) => apacheString(name));
  return `    ServerName ${apacheString(first)}
${others.map((name) => `    ServerAlias ${name}\n`).join("")}    UseCanonicalName Off
    ServerSignature Off

    # A client that dawdles over its request is dropped.
    RequestReadTimeout handshake=15 header=15 body=30,MinRate=500
`;
}

/** Where ours answers for names that nobody has. */
export function defaultPlaces(places: readonly Place[]): readonly Place[] {
  return places.filter(({ isDefault }) => isDefault);
}
