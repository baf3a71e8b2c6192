import { sha256 } from "../../core/sha256.ts";
import type { PairCopy } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { PairFiles } from "../source.ts";
import { copiedBytes } from "./copied-bytes.ts";
import { ownerOf } from "./owner.ts";

/** Looks which of these pairs is in a copy, as a whole and for its reader alone; undefined where none is. */
export async function copiedPair(
  host: Host,
  copy: PairCopy,
  pairs: readonly PairFiles[],
): Promise<PairFiles | undefined> {
  const [there, owner] = [await host.stat(copy.path), await ownerOf(host, copy)];
  const mode = there?.kind === "file" ? there.mode : undefined;
  if (mode !== 0o600 || there?.uid !== owner?.uid || there?.gid !== owner?.gid) return undefined;
  const bytes = (await host.readFile(copy.path)) ?? Buffer.alloc(0);
  for (const pair of pairs) {
    const wanted = await copiedBytes(host, pair, copy);
    if (wanted !== undefined && sha256(wanted) === sha256(bytes)) return pair;
  }
  return undefined;
}
