import type { Snapshot } from "./snapshot.ts";

/** Every difference between two snapshots of a box as one line, `-` before, `+` after, `~` changed. Equal boxes: []. */
export function diffSnapshots(before: Snapshot, after: Snapshot): readonly string[] {
  return [
    ...diffRecords("", before.files, after.files),
    ...diffRecords("unit ", before.units, after.units),
    ...diffRecords("package ", before.packages, after.packages),
    ...diffRules("iptables", before.rules.iptables, after.rules.iptables),
    ...diffRules("ip6tables", before.rules.ip6tables, after.rules.ip6tables),
  ];
}

type Descriptions = Readonly<Record<string, string>>;

function diffRecords(kind: string, before: Descriptions, after: Descriptions): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (was === is) return [];
    if (was === undefined) return [`+ ${kind}${name} (${is})`];
    if (is === undefined) return [`- ${kind}${name} (${was})`];
    return [`~ ${kind}${name} (${was}) became (${is})`];
  });
}

function diffRules(program: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const added = without(after, before).map((rule) => `+ ${program} ${rule}`);
  const removed = without(before, after).map((rule) => `- ${program} ${rule}`);
  if (added.length + removed.length > 0) return [...removed, ...added];
  return before.join("\n") === after.join("\n") ? [] : [`~ ${program} rules are in another order`];
}

/** The rules of `all` that are left when each of `some` is taken away once. */
function without(all: readonly string[], some: readonly string[]): readonly string[] {
  const rest = [...some];
  return all.filter((rule) => {
    const index = rest.indexOf(rule);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}
