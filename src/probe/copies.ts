import { copiedPair } from "../certificates/copies/copied-pair.ts";
import type { PairFiles } from "../certificates/source.ts";
import type { Facts } from "../core/facts.ts";
import type { PairCopy } from "../core/step.ts";
import type { Host } from "../host/host.ts";

/** Which of the pairs is in each copy. The private key is looked at here and goes nowhere. */
export async function probeCopies(
  host: Host,
  copies: readonly PairCopy[],
  pairs: readonly PairFiles[],
): Promise<NonNullable<Facts["copies"]>> {
  const found: Record<string, string> = {};
  for (const copy of copies) {
    // Who may not read a key cannot tell.
    const pair = await copiedPair(host, copy, pairs).catch(() => undefined);
    if (pair !== undefined) found[copy.path] = pair.certificateFile;
  }
  return found;
}
