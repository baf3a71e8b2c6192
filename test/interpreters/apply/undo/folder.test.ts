import { expect, it } from "vitest";
import type { PathsRecord } from "../../../../src/core/journal.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { undoPaths } from "../../../../src/interpreters/apply/undo/paths.ts";
import { systemd } from "../../../../src/services/systemd.ts";
import { neverBack } from "./never-back.ts";

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
  resumed: neverBack,
} as const;

it("gives a folder its mode and owner that an undo was making when it was cut off", async () => {
  // As mkdir(2) leaves it, before it gets its own.
  const host = new MemoryHost({ files: { [folder]: { folder: true, mode: 0o700 } } });
  expect(await undoPaths(before, after, { host, ...quiet })).toBeUndefined();
  expect(await host.stat(folder)).toMatchObject({ mode, uid: 7, gid: 33 });
});

/** With something of theirs in it, and closed to all others. */
const closed = { [folder]: { folder: true, mode: 0o700 }, [`${folder}/note`]: "theirs\n" } as const;

it("leaves a folder closed that other hands made anew and put something into, and tells it", async () => {
  const host = new MemoryHost({ files: closed });
  expect(await undoPaths(before, after, { host, ...quiet })).toBe(
    `${folder} has another mode or owner than before, holds files and is left as it is`,
  );
  expect(host.writes).toEqual([]);
});

it("leaves to other hands what they changed of a folder that no step changed", async () => {
  const host = new MemoryHost({ files: closed });
  expect(await undoPaths(before, before, { host, ...quiet })).toBeUndefined();
  expect(host.writes).toEqual([]);
});

it("puts right in place the mode and owner of a full folder that the step itself had changed", async () => {
  const host = new MemoryHost({ files: closed });
  const changed: PathsRecord = {
    kind: "paths",
    paths: { [folder]: { kind: "directory", mode: 0o700, uid: 0, gid: 0 } },
  };
  expect(await undoPaths(before, changed, { host, ...quiet })).toBeUndefined();
  expect(host.writes).toEqual([{ op: "dressDirectory", path: folder, mode }]);
  expect(await host.stat(folder)).toMatchObject({ mode, uid: 7, gid: 33 });
});
