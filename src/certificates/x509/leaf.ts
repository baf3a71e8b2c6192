import type { KeyType } from "../../core/answers.ts";
import type { IssuedPair } from "../source.ts";
import { leafName } from "./common-name.ts";
import { validity } from "./draft.ts";
import { type KeyOptions, newKey } from "./new-key.ts";
import { type Authority, sign } from "./sign.ts";

/** Enough for the two years that a leaf lasts at most; more would cost every handshake. */
export const leafRsaBits = 2048;

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
  const key = await newKey(type, leafRsaBits, options);
  const commonName = leafName(names, issuer !== undefined);
  const draft = { commonName, ...validity(now, days), use: { kind: "server", names, key: type } } as const;
  const certificate = await sign(draft, key, issuer);
  return { certificate, key: key.export({ type: "pkcs8", format: "pem" }).toString() };
}
