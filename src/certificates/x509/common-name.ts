import { isAddress } from "../../core/validate/address.ts";
import { longestCommonName } from "./draft.ts";

/**
 * The name of a leaf's subject. Only people read it, clients go by the subjectAltName; but what signs itself is an issuer
 * too, and that may not be empty (RFC 5280, 4.1.2.4).
 *
 * Below a root with constraints it must be none that could be taken for a domain name where there is no domain name:
 * OpenSSL then holds it against them, and an IPv4 address looks like a domain name to it.
 */
export function leafName(names: readonly string[], belowRoot: boolean): string {
  const domains = names.filter((name) => !isAddress(name));
  if (belowRoot && domains.length === 0) return `wss-setup ${names[0]}`;
  const fitting = belowRoot ? domains : names;
  return fitting.find((name) => name.length <= longestCommonName) ?? "wss-setup";
}
