import type { KeyType } from "../../core/answers.ts";
import { constraintsFor } from "./constraints.ts";
import { longestCommonName, validity } from "./draft.ts";
import { type KeyOptions, newKey } from "./new-key.ts";
import { type Authority, sign } from "./sign.ts";

export type { Authority } from "./sign.ts";

/** It must hold for ten years, so it is a size above that of the leafs. */
const rsaBits = 3072;

/** Ten years with their leap days. */
const tenYears = 3652;

export interface AuthorityOptions extends KeyOptions {
  /** Domain names and IP addresses of which its certificates may speak. */
  readonly names: readonly string[];
  readonly key: KeyType;
  readonly now: Date;
  /** How long it lasts; ten years where nothing else is said. */
  readonly days?: number | undefined;
}

/**
 * A root that can only sign servers' certificates for these names (RFC 5280, 4.2.1.10). @throws signal.reason when it was
 * aborted
 */
export async function makeAuthority(options: AuthorityOptions): Promise<Authority> {
  const { names, now, days = tenYears } = options;
  const key = await newKey(options.key, rsaBits, options);
  const use = { kind: "authority", constraints: constraintsFor(names) } as const;
  const certificate = await sign({ commonName: rootName(names, now), ...validity(now, days), use }, key);
  return { certificate, key };
}

/** By this a person finds it in a trust store: for which endpoint, and which of several. */
function rootName(names: readonly string[], now: Date): string {
  const [before, after] = ["wss-setup root for ", ` (${now.toISOString().slice(0, 10)})`];
  const room = longestCommonName - before.length - after.length;
  const name = names[0] ?? "";
  return `${before}${name.length > room ? `${name.slice(0, room - 2)}..` : name}${after}`;
}
