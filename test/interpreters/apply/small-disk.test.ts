import { existsSync, lstatSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { exitCode } from "../../../src/core/errors.ts";
import { paths } from "../../../src/core/paths.ts";
import { makeReadOnly, smallDisk, unmount } from "../../helpers/small-disk.ts";
import { tallied } from "../../helpers/tally.ts";
import { apply, furnish, state, undo } from "./small-box.ts";

/** Leaves so many bytes of the disk. */
function fillUp(folder: string, room: number): void {
  const filling = join(folder, "filling");
  const piece = Buffer.alloc(4096);
  try {
    for (;;) writeFileSync(filling, piece, { flag: "a" });
  } catch {
    truncateSync(filling, lstatSync(filling).size - room);
  }
}

it("a run on a disk that fills up, wherever, is taken back, and what had no room is by the next undo", async (context: TestContext) => {
  let finished = false;
  // A page of a tmpfs each time, until there is room for all of it.
  for (let room = 0; !finished; room += 4096) {
    const folder = smallDisk(context, "size=512k");
    furnish(folder);
    const before = state(folder);
    fillUp(folder, room);
    await tallied("ENOSPC points", async () => {
      const failure = await apply(folder);
      finished = failure === undefined;
      const at = `${room} bytes were left: ${failure?.message}`;
      if (failure !== undefined) {
        expect(`${failure.message} ${failure.said}`, at).toContain("the disk is full");
        expect(failure.kind, at).toBe("outside");
        expect([exitCode.failedAndRolledBack, exitCode.rollbackIncomplete], at).toContain(failure.exitCode);
        if (failure.exitCode === exitCode.failedAndRolledBack) expect(state(folder), at).toEqual(before);
      }
      rmSync(join(folder, "filling"));
      if (existsSync(join(folder, paths.journal))) expect(await undo(folder), at).toEqual([]);
      expect(state(folder), at).toEqual(before);
    });
  }
});

it("a folder of the system that cannot be changed is named, and nothing is left anywhere", async (context) => {
  const folder = smallDisk(context);
  furnish(folder);
  const before = state(folder);
  makeReadOnly(join(folder, "etc"));
  try {
    const failure = await apply(folder);
    expect(failure).toMatchObject({
      kind: "outside",
      exitCode: exitCode.failedAndRolledBack,
      message: expect.stringContaining("/etc/proxy/new could not be created: the file system is read-only"),
    });
    expect(state(folder)).toEqual(before);
  } finally {
    unmount(join(folder, "etc"));
  }
});
