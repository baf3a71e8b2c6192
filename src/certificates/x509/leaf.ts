import type { KeyType } from "../../core/answers.ts";
import { isAddress } from "../../core/validate/address.ts";
import type { IssuedPair } from "../source.ts";
import { longestCommonName, validity } from "./draft.ts";
import { type KeyOptions, newKey } from "./new-key.ts";
import { type Authority, sign } from "./sign.ts";

/** Enough for the two years that a leaf lasts at most; more would cost every handshake. */
const rsaBits = 2048;

export interface LeafOptions extends KeyOptions {
  /** Domain names and IP addresses. */
  readonly names: readonly string[];
  readonly key: KeyType;
  readonly days: number;
  readonly now: Date;
  /** Who signs it; without one it signs itself. */
  readonly issuer?: Authority | undefined;
}

/**
 * A new key and a server's certificate for it, valid from an hour ago for so many days. The key is PKCS#8, not encrypted.
 * @throws signal.reason when it was aborted
 */
export async function issueLeaf(options: LeafOptions): Promise<IssuedPair> {
  const { names, key: type, days, now, issuer } = options;
  const key = await newKey(type, rsaBits, options);
  const commonName = issuer === undefined ? ownName(names) : nameUnder(names);
  const draft = { commonName, ...validity(now, days), use: { kind: "server", names, key: type } } as const;
  const certificate = await sign(draft, key, issuer);
  return { certificate, key: key.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** Only people read it, clients go by the subjectAltName; an issuer may not be empty (RFC 5280, 4.1.2.4). */
function ownName(names: readonly string[]): string {
  return names.find((name) => name.length <= longestCommonName) ?? "wss-setup";
}

/**
 * The same below a root with constraints: where a certificate has no domain name, OpenSSL takes a common name that looks
 * like one (an IPv4 address does) for a domain name, and holds it against them.
 */
function nameUnder(names: readonly string[]): string {
  const domains = names.filter((name) => !isAddress(name));
  return domains.length === 0 ? `wss-setup ${names[0]}` : ownName(domains);
}
