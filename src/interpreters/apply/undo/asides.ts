import { basename, dirname, join } from "node:path";
import { identicalPath } from "../../../core/installation.ts";
import type { BeginRecord, RunStep } from "../../../core/journal.ts";
import type { PathRecord } from "../../../core/step.ts";
import type { Host } from "../../../host/host.ts";
import { removeUnfinished } from "../../../host/remove-unfinished.ts";
import { observePath } from "../path-record.ts";

/** What is told of a step whose file an undo had set aside when it was cut off, before anybody was told. */
export async function asideUntold(host: Host, { kept, aside, trying }: RunStep) {
  if (!trying || kept === undefined || aside === undefined) return undefined;
  return (await host.stat(aside)) === undefined ? undefined : { kept, aside };
}

/** What of a step's file an undo set aside and nobody took away since, also one that was cut off before it could tell. */
export async function setAsideBefore(host: Host, begin: BeginRecord): Promise<readonly string[]> {
  const there: string[] = [];
  for (const path of [...wholeFiles(begin), ...blockFiles(begin)]) {
    for (const aside of asides(begin.kind, path)) {
      await removeUnfinished(host, aside);
      if ((await host.stat(aside)) === undefined) break;
      there.push(`${aside} holds what other hands wrote in ${path}; it is yours`);
    }
  }
  return there;
}

/** The files of a step that are ours as a whole. */
export function wholeFiles({ kind, record }: BeginRecord): readonly string[] {
  return record.kind === "paths" && (kind === "WriteFile" || kind === "Symlink")
    ? Object.keys(record.paths)
    : [];
}

/** The files of others in which a step left a block of ours. */
export function blockFiles({ record }: BeginRecord): readonly string[] {
  return record.kind === "paths" ? Object.keys(record.blocks ?? {}) : [];
}

/** What lies there of an earlier time is never overwritten; an undo that was cut off may have left the same there. */
export async function freeAside(
  host: Host,
  kind: BeginRecord["kind"],
  path: string,
  file: PathRecord,
): Promise<string> {
  for (const aside of asides(kind, path)) {
    const there = await observePath(host, aside);
    if (there.kind === "absent" || identicalPath(there, file)) return aside;
  }
  throw new Error("there is no end of names");
}

/**
 * Names beside a path that no proxy loads by itself. nginx reads `conf.d/*.conf`, Apache `sites-enabled/*.conf`, systemd
 * `*.conf`, HAProxy `*.cfg`, Caddy what its file names; where a link of ours stands, nginx reads all that is not hidden.
 */
function* asides(kind: BeginRecord["kind"], path: string): Generator<string> {
  const name = `${kind === "Symlink" ? "." : ""}${basename(path)}.kept-by-wss-setup`;
  for (let n = 1; ; n += 1) yield join(dirname(path), n === 1 ? name : `${name}-${n}`);
}
