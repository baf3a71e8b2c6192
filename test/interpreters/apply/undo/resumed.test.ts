import { beforeEach, expect, it } from "vitest";
import { removeFile, writeFile } from "../../../../src/core/build-step.ts";
import { exitCode } from "../../../../src/core/errors.ts";
import type { Step } from "../../../../src/core/step.ts";
import { Crash, failAt, MemoryHost, type Mutation } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { recovering, takingBack } from "../in-memory/jobs.ts";
import { runSteps, undoRuns } from "../run-steps.ts";

const why = "for the test";
const path = "/etc/proxy/site.conf";

let host: MemoryHost;
let minutes: number;
beforeEach(() => {
  host = new MemoryHost({ files: { "/etc/proxy": { folder: true } } });
  minutes = 0;
});

/** The same box a minute later: a run is known by its time. */
function next(beforeMutation: (mutation: Mutation) => void = () => {}): MemoryHost {
  return host.clone({ now: new Date(Date.UTC(2026, 10, 21, 6, minutes++)), beforeMutation });
}

async function applySteps(steps: readonly Step[]): Promise<void> {
  host = next();
  await runSteps(host, steps);
}

function apply(content: string): Promise<void> {
  return applySteps([writeFile(emptyBox, { path, content, mode: 0o644, why })]);
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

it("an undo that ended before a run began, though not with all, brought about nothing of what that run left", async () => {
  const beside = "/etc/proxy/beside.conf";
  await applySteps([
    writeFile(emptyBox, { path: beside, content: "ours\n", mode: 0o644, why }),
    writeFile(emptyBox, { path, content: "first\n", mode: 0o644, why }),
  ]);
  host = next();
  host.place(beside, "edited\n");
  expect(await undoRuns(host)).toEqual([`${beside} was edited since and is left as it is`]);
  expect(await host.stat(path)).toBeUndefined();
  await apply("second\n");
  let isGone = false;
  const cut = next(({ op, path: at }) => {
    if (isGone) throw new Crash();
    isGone = op === "remove" && at === path;
  });
  await expect(runSteps(cut, [removeFile(emptyBox, { path, why }, true)])).rejects.toThrow();
  expect(await cut.stat(path)).toBeUndefined();
  const mended = cut.clone({ beforeMutation: () => {} });
  await recovering(mended);
  expect((await mended.readFile(path))?.toString()).toBe("second\n");
});
