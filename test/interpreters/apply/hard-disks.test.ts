import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { exitCode, type Failure } from "../../../src/core/errors.ts";
import { paths } from "../../../src/core/paths.ts";
import { breakingDisk, quotaDisk } from "../../helpers/hard-disk.ts";
import { cellsOf } from "../../helpers/matrix.ts";
import { tallied } from "../../helpers/tally.ts";
import { apply, furnish, state, undo } from "./small-box.ts";

const cells = cellsOf("runs on real disks with a quota, and on such as break");

/** Fails unless the run said what the disk said, and either took everything back or left it to the next undo. */
function expectTold(failure: Failure, words: string, at: string): void {
  expect(`${failure.message} ${failure.said}`, at).toContain(words);
  expect(failure.kind, at).toBe("outside");
  expect([exitCode.failedAndRolledBack, exitCode.rollbackIncomplete], at).toContain(failure.exitCode);
}

/** Without our own records: their last one may not have come to the disk. */
function boxOf(seen: ReturnType<typeof state>): ReturnType<typeof state> {
  return Object.fromEntries(Object.entries(seen).filter(([path]) => !path.startsWith("var/lib/wss-setup")));
}

/** Fails unless all is as it was once the disk takes something again. */
async function expectUndone(folder: string, before: ReturnType<typeof state>, at: string): Promise<void> {
  if (existsSync(join(folder, paths.journal))) expect(await undo(folder), at).toEqual([]);
  expect(state(folder), at).toEqual(before);
}

cells.rest(
  "a quota that is used up amid a run, wherever: it is taken back, at the latest once there is room",
  async (context) => {
    const disk = await quotaDisk(context);
    let finished = false;
    // What one block of a tree takes each time (16 KiB), until there is room for all of it.
    for (let room = 0; !finished; room += 16 * 1024) {
      const folder = disk.newFolder(`room-${room}`);
      furnish(folder);
      const before = state(folder);
      disk.limit(folder, room);
      const failure = await apply(folder);
      finished = failure === undefined;
      if (failure !== undefined) {
        await tallied("EDQUOT points", async () => {
          const at = `${room} bytes were left: ${failure.message}`;
          expectTold(failure, "the disk quota is used up", at);
          if (failure.exitCode === exitCode.failedAndRolledBack)
            expect(boxOf(state(folder)), at).toEqual(before);
          disk.limit(folder, undefined);
          await expectUndone(folder, before, at);
        });
      }
    }
  },
);

cells.rest(
  "a disk that breaks at anything that a run tells: it is taken back, at the latest once the disk works",
  async (context) => {
    let finished = false;
    for (let point = 0; !finished; point += 1) {
      const disk = breakingDisk(context);
      const { folder } = disk;
      furnish(folder);
      const before = state(folder);
      let told = 0;
      const failure = await apply(folder, () => {
        if (told === point) disk.break();
        told += 1;
      });
      // Only then had the run ended before the disk broke.
      finished = told <= point;
      expect(failure === undefined, `broken at ${point}: ${failure?.message}`).toBe(finished);
      if (failure !== undefined) {
        await tallied("EIO points", async () => {
          const at = `broken at ${point}: ${failure.message}`;
          expectTold(failure, "the disk reported an error", at);
          if (failure.exitCode === exitCode.failedAndRolledBack)
            expect(boxOf(state(folder)), at).toEqual(before);
          disk.mend();
          await expectUndone(folder, before, at);
        });
      }
    }
  },
);
