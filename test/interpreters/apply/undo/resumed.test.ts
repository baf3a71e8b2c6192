import { beforeEach, expect, it } from "vitest";
import { writeFile } from "../../../../src/core/build-step.ts";
import { exitCode } from "../../../../src/core/errors.ts";
import { failAt, MemoryHost } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { takingBack } from "../in-memory/jobs.ts";
import { runSteps, undoRuns } from "../run-steps.ts";

const why = "for the test";
const path = "/etc/proxy/site.conf";

let host: MemoryHost;
let minutes: number;
beforeEach(() => {
  host = new MemoryHost({ files: { "/etc/proxy": { folder: true } } });
  minutes = 0;
});

async function apply(content: string): Promise<void> {
  host = host.clone({ now: new Date(Date.UTC(2026, 10, 21, 6, minutes++)) });
  const steps = [writeFile(emptyBox, { path, content, mode: 0o644, why })];
  await runSteps(host, steps);
}

it("an undo that cannot be written down touches nothing, and says why", async () => {
  await apply("ours\n");
  const before = host.toJSON();
  const full = host.clone({
    beforeMutation: (mutation, index) => {
      if (mutation.op === "appendFile") failAt(index, "ENOSPC")(mutation, index);
    },
  });
  await expect(undoRuns(full)).rejects.toThrow(/journal.jsonl could not be written: the disk is full$/);
  expect(full.toJSON()).toEqual(before);
});

it("what no room is left to begin with, after a newer run was taken back, is told as left", async () => {
  await apply("first\n");
  await apply("second\n");
  let begun = 0;
  const full = host.clone({
    beforeMutation: (mutation, index) => {
      if (mutation.op === "copyFile") begun += 1;
      if (mutation.op === "appendFile" && begun > 0) failAt(index, "ENOSPC")(mutation, index);
    },
  });
  await expect(takingBack("remove")(full)).rejects.toMatchObject({
    exitCode: exitCode.rollbackIncomplete,
    message: expect.stringMatching(
      /the run of 2026-11-21T06:00:00.000Z .* is still there: .*the disk is full/,
    ),
  });
  expect((await full.readFile(path))?.toString()).toBe("first\n");
  const room = full.clone({ beforeMutation: () => {} });
  await takingBack("remove")(room);
  expect(await room.stat(path)).toBeUndefined();
});

it("what a walk before this one took further back is no edit of other hands", async () => {
  const untouched = host.toJSON();
  await apply("first\n");
  await apply("second\n");
  // The newer run's file cannot be put back, the older run's goes; the newer one is tried again.
  const failing = host.clone({
    beforeMutation: (mutation, index) => {
      if (mutation.op === "copyFile") failAt(index, "EIO")(mutation, index);
    },
  });
  expect(await undoRuns(failing)).not.toEqual([]);
  failing.displace(path);
  const mended = failing.clone({ beforeMutation: () => {} });
  expect(await undoRuns(mended)).toEqual([]);
  expect(mended.toJSON()).toEqual(untouched);
});

it("before any walk, what is not as we left it was changed by other hands", async () => {
  await apply("first\n");
  await apply("second\n");
  host.displace(path);
  expect(await undoRuns(host)).toEqual([`${path} was edited since and is left as it is`]);
});
