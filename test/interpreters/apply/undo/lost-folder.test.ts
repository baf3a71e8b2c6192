import { expect, it } from "vitest";
import { createDirectory, removeFile, writeFile } from "../../../../src/core/build-step.ts";
import { failAt, MemoryHost } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { tallied } from "../../../helpers/tally.ts";
import { runSteps, undoRuns } from "../run-steps.ts";

const why = "for the test";
const folder = "/srv/theirs";
const path = `${folder}/note`;

const removing = [
  removeFile(emptyBox, { path, why }, true),
  removeFile(emptyBox, { path: folder, why }, true),
];

/** The same box so many minutes later, whose disk has no room when a folder is made, or has room again. */
function later(host: MemoryHost, minutes: number, full = false): MemoryHost {
  return host.clone({
    now: new Date(Date.UTC(2026, 10, 21, 6, minutes)),
    beforeMutation: (mutation, index) => {
      if (full && mutation.op === "makeDirectory" && mutation.path === folder)
        failAt(index, "ENOSPC")(mutation, index);
    },
  });
}

it("a file whose folder could not be made on a full disk comes back with it by the next undo", async () => {
  const host = new MemoryHost({
    files: { [folder]: { folder: true, mode: 0o750, gid: 33 }, [path]: { content: "theirs\n", mode: 0o640 } },
  });
  const untouched = host.toJSON();
  await runSteps(host, removing);
  await tallied("ENOSPC points", async () => {
    const full = later(host, 1, true);
    expect(await undoRuns(full)).toEqual([
      `${folder} could not be written: the disk is full: ENOSPC: the disk is full`,
      `${path} is not put back: its folder is missing`,
    ]);
    const room = later(full, 2);
    expect(await undoRuns(room)).toEqual([]);
    expect(room.toJSON()).toEqual(untouched);
  });
});

it("a folder of ours does not come back by the next undo once the run that had made it is taken back", async () => {
  const host = new MemoryHost({ files: { "/srv": { folder: true } } });
  const untouched = host.toJSON();
  await runSteps(host, [
    createDirectory(emptyBox, { path: folder, mode: 0o750, why }),
    writeFile(emptyBox, { path, content: "ours\n", mode: 0o640, why }),
  ]);
  const gone = later(host, 1);
  await runSteps(gone, removing);
  const full = later(gone, 2, true);
  expect(await undoRuns(full)).toHaveLength(2);
  const room = later(full, 3);
  expect(await undoRuns(room)).toEqual([]);
  expect(room.toJSON()).toEqual(untouched);
});

it("a file that other hands took away with its folder is told, and comes back into a new one", async () => {
  const host = new MemoryHost({ files: { [path]: "theirs\n" } });
  await runSteps(host, removing.slice(0, 1));
  host.displace(folder);
  expect(await undoRuns(host)).toEqual([`${path} is not put back: its folder is missing`]);
  host.place(folder, { folder: true });
  expect(await undoRuns(host)).toEqual([]);
  expect((await host.readFile(path))?.toString()).toBe("theirs\n");
});
