import type { JournalRecord, PathsRecord } from "../../core/journal.ts";
import { paths } from "../../core/paths.ts";
import { sha256 } from "../../core/sha256.ts";
import type { Host } from "../../host/host.ts";

/**
 * The timer renews a pair without us and notes the sums of what it wrote. What a later step of ours found, or what lies
 * there now, and is among them, counts as what our last step before left: it is no edit of other hands, and undo may
 * take it back.
 */
export async function withRenewed(host: Host, records: readonly JournalRecord[]): Promise<JournalRecord[]> {
  const noted = parseSums((await host.readFile(paths.renewed))?.toString("utf8") ?? "");
  const known = [...records];
  const gone = new Set(records.filter(isTakenBack).map(stepOf));
  for (const [path, sums] of noted) {
    const content = await host.readFile(path);
    const present = content === undefined ? undefined : sha256(content);
    const left = (record: JournalRecord) =>
      pathsLeft(record)?.[path] !== undefined && !gone.has(stepOf(record));
    const believe = (sum: string | undefined, before: number) => {
      if (sum === undefined || !sums.has(sum)) return;
      const last = known.slice(0, before).findLastIndex(left);
      const record = known[last];
      if (record !== undefined) known[last] = leftAs(record, path, sum);
    };
    for (const [index, record] of known.entries()) believe(foundBy(record, path), index);
    believe(present, known.length);
  }
  return known;
}

/** An undo has taken the step back as a whole. */
function isTakenBack(record: JournalRecord): boolean {
  return record.type === "undone" && record.kept === undefined;
}

function stepOf(record: JournalRecord): string {
  return "step" in record ? `${record.run} ${record.step}` : "";
}

/** The sum of what a step of ours found at a path. */
function foundBy(record: JournalRecord, path: string): string | undefined {
  if (record.type !== "begin" || record.record.kind !== "paths") return undefined;
  const found = record.record.paths[path];
  return found?.kind === "file" ? found.sha256 : undefined;
}

/** Lines `SUM  PATH`, as sha256sum(1) writes them. Pure. */
function parseSums(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const sums = new Map<string, Set<string>>();
  for (const line of text.split("\n")) {
    const [, sum, path] = /^([0-9a-f]{64}) [ *](\/.*)$/.exec(line) ?? [];
    if (sum === undefined || path === undefined) continue;
    sums.set(path, (sums.get(path) ?? new Set()).add(sum));
  }
  return sums;
}

function pathsLeft(record: JournalRecord): PathsRecord["paths"] | undefined {
  return record.type === "done" && record.after.kind === "paths" ? record.after.paths : undefined;
}

function leftAs(record: JournalRecord, path: string, sum: string): JournalRecord {
  const left = pathsLeft(record)?.[path];
  if (record.type !== "done" || record.after.kind !== "paths" || left?.kind !== "file") return record;
  const changed = { ...record.after.paths, [path]: { ...left, sha256: sum } };
  return { ...record, after: { ...record.after, paths: changed } };
}
