import type { PairCopy } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { PairFiles } from "../source.ts";

/** What a copy of a pair holds; undefined where a file of the pair is missing. The key goes nowhere else. */
export async function copiedBytes(
  host: Host,
  { certificateFile, keyFile }: PairFiles,
  { parts }: Pick<PairCopy, "parts">,
): Promise<Buffer | undefined> {
  const files = { certificate: certificateFile, key: keyFile };
  const pieces: Buffer[] = [];
  for (const part of parts) {
    const bytes = await host.readFile(files[part]);
    if (bytes === undefined) return undefined;
    pieces.push(bytes, lineEnd(bytes));
  }
  return Buffer.concat(pieces);
}

/** A last line without an end would run into the next part. */
function lineEnd(bytes: Buffer): Buffer {
  return Buffer.from(bytes.length === 0 || bytes.at(-1) === 0x0a ? "" : "\n");
}
