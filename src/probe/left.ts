import type { Facts, Installation } from "../core/facts.ts";
import { textOf } from "../core/file-text.ts";
import { samePath } from "../core/installation.ts";
import { paths } from "../core/paths.ts";
import type { Host } from "../host/host.ts";

/**
 * What we left in files of ours, where other hands edited them since or what they wrote was merged; not of what was
 * written before copies were kept.
 */
export async function probeLeft(
  host: Host,
  files: Facts["files"],
  installation: Installation | undefined,
): Promise<NonNullable<Facts["left"]>> {
  const left: Record<string, string> = {};
  for (const [path, { after, copy, merged }] of Object.entries(installation?.paths ?? {})) {
    const there = files[path];
    if (copy === undefined || there?.kind !== "file") continue;
    if (merged !== true && samePath(there, after)) continue;
    const content = await host.readFile(`${paths.backups}/${copy}`);
    if (content !== undefined) left[path] = textOf(content);
  }
  return left;
}
