import type { Host } from "../../host/host.ts";
import { type FilesRow, judgeFiles } from "./judge.ts";
import { probePair } from "./probe.ts";

/** Looks at a pair that somebody has just named, and says what is good and what is wrong with it; changes nothing. */
export async function checkFiles(
  host: Host,
  certificateFile: string,
  keyFile: string,
  names: readonly string[],
  now: string,
): Promise<readonly FilesRow[]> {
  return judgeFiles(await probePair(host, { certificateFile, keyFile }), names, now);
}
