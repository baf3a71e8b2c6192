import { expect, it } from "vitest";
import type { PathsRecord } from "../../../../src/core/journal.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { undoPaths } from "../../../../src/interpreters/apply/undo/paths.ts";
import { firstWalk } from "../../../../src/interpreters/apply/undo/resumed.ts";
import { systemd } from "../../../../src/services/systemd.ts";

const folder = "/var/lib/theirs";
const mode = 0o2755;
const before: PathsRecord = {
  kind: "paths",
  paths: { [folder]: { kind: "directory", mode, uid: 7, gid: 33 } },
};
const after: PathsRecord = { kind: "paths", paths: { [folder]: { kind: "absent" } } };
const quiet = {
  services: systemd,
  onLine: () => {},
  why: "crash",
  sources: [],
  spared: [],
  again: false,
  resumed: firstWalk,
} as const;

it("gives a folder its mode and owner that an undo was making when it was cut off", async () => {
  // As mkdir(2) leaves it, before it gets its own.
  const host = new MemoryHost({ files: { [folder]: { folder: true, mode: 0o700 } } });
  expect(await undoPaths(before, after, { host, ...quiet })).toBeUndefined();
  expect(await host.stat(folder)).toMatchObject({ mode, uid: 7, gid: 33 });
});
