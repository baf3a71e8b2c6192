import { beforeEach, expect, it } from "vitest";
import { writeFile } from "../../../../src/core/build-step.ts";
import { failAt, MemoryHost } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
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
