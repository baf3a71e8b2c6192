import { isAddress } from "../core/validate/address.ts";

/** A client that connects to an address sends no SNI (RFC 6066 3). */
export function hasAddress(names: readonly string[]): boolean {
  return names.some(isAddress);
}
