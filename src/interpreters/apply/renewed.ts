import type { JournalRecord, PathsRecord } from "../../core/journal.ts";
import { paths } from "../../core/paths.ts";
import { sha256 } from "../../core/sha256.ts";
import type { Host } from "../../host/host.ts";

/**
 * The timer renews a pair without us and notes the sums of what it wrote. What lies there now and is among them counts
 * as what our last step left: it is no edit of other hands, and undo may take it back.
 */
export async function withRenewed(host: Host, records: readonly JournalRecord[]): Promise<JournalRecord[]> {
  const noted = parseSums((await host.readFile(paths.renewed))?.toString("utf8") ?? "");
  const known = [...records];
  for (const [path, sums] of noted) {
    const content = await host.readFile(path);
    const sum = content === undefined ? undefined : sha256(content);
    if (sum === undefined || !sums.has(sum)) continue;
    const last = known.findLastIndex((record) => pathsLeft(record)?.[path] !== undefined);
    const record = known[last];
    if (record !== undefined) known[last] = leftAs(record, path, sum);
  }
  return known;
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
