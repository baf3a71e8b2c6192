import { expect, it } from "vitest";
import type { JournalRecord } from "../../../src/core/journal.ts";
import { paths } from "../../../src/core/paths.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import type { PathRecord } from "../../../src/core/step.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { withRenewed } from "../../../src/interpreters/apply/renewed.ts";

const path = "/etc/ssl/certs/wss-setup.crt";
const [made, renewed, rotated] = ["made", "renewed by the timer", "rotated"].map((text) => ({
  text,
  sum: sha256(text),
}));

function file(sum: string): PathRecord {
  return { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sum };
}

/** A run with one step that found one thing at the path and left another. */
function run(name: string, found: PathRecord, left: string): readonly JournalRecord[] {
  const common = { run: name, step: 0 } as const;
  return [
    {
      type: "begin",
      ...common,
      id: "certificate",
      kind: "IssueCertificate",
      title: "",
      record: { kind: "paths", paths: { [path]: found }, intended: { [path]: file(left) } },
    },
    { type: "done", ...common, after: { kind: "paths", paths: { [path]: file(left) } } },
  ];
}

/** What each run's step left, as it is believed now. */
async function left(
  present: string,
  records: readonly JournalRecord[],
): Promise<Readonly<Record<string, string>>> {
  const host = new MemoryHost({ files: { [path]: present, [paths.renewed]: `${renewed?.sum}  ${path}\n` } });
  const seen: Record<string, string> = {};
  for (const record of await withRenewed(host, records)) {
    if (record.type !== "done" || record.after.kind !== "paths") continue;
    const there = record.after.paths[path];
    if (there?.kind === "file") seen[record.run] = there.sha256;
  }
  return seen;
}

const first = run("first", { kind: "absent" }, made?.sum ?? "");
const second = run("second", file(renewed?.sum ?? ""), rotated?.sum ?? "");

it("what the timer wrote last counts as what our last step left", async () => {
  expect(await left(renewed?.text ?? "", first)).toEqual({ first: renewed?.sum });
});

it("an edit of other hands does not", async () => {
  expect(await left("somebody else's", first)).toEqual({ first: made?.sum });
});

it("what a rotation found there counts as what the run before it left, so that both can be taken back", async () => {
  expect(await left(rotated?.text ?? "", [...first, ...second])).toEqual({
    first: renewed?.sum,
    second: rotated?.sum,
  });
});

it("a step that was taken back is not asked: what it brought back belongs to the one before", async () => {
  const records = [...first, ...second, { type: "undone", run: "second", step: 0 } as const];
  expect(await left(renewed?.text ?? "", records)).toEqual({ first: renewed?.sum, second: rotated?.sum });
});
