import type { IncomingMessage } from "node:http";
import { canonicalAddress, isAddress } from "../../../core/validate/address.ts";

/** The names that are ours, as clients may write them. */
export class KnownNames {
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map(canonical));
  }

  /** @param servername as the client sent it in SNI */
  has(servername: string): boolean {
    return this.#names.has(canonical(servername));
  }

  /** @param host value of a Host header: a name, or an address (IPv6 in brackets), maybe with a port */
  hasHost(host: string | undefined): boolean {
    const name = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::\d*)?$/.exec(host ?? "");
    return name !== null && this.has(name[1] ?? name[2] ?? "");
  }
}

/** Node shows the first of several Host headers alone; such a request must be refused with 400 (RFC 9112 3.2). */
export function hasManyHosts({ headersDistinct }: Pick<IncomingMessage, "headersDistinct">): boolean {
  return (headersDistinct.host ?? []).length > 1;
}

/** The name in a Host header, without a port. */
export function hostOf(host: string | undefined): string {
  return (host ?? "").replace(/:\d*$/, "");
}

/** Lower case, without the dot that ends an absolute name; an address in its one canonical form. */
function canonical(name: string): string {
  const plain = name.toLowerCase().replace(/(?<=.)\.$/, "");
  return isAddress(plain) ? canonicalAddress(plain) : plain;
}
