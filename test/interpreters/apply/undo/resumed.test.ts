import { beforeEach, expect, it } from "vitest";
import { writeFile } from "../../../../src/core/build-step.ts";
import { stands } from "../../../../src/core/journal.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { failAt, MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { takeBackRuns, withSession } from "../../../../src/session.ts";
import { emptyBox, planOf } from "../../../helpers/facts.ts";

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
  const run = {
    facts: emptyBox,
    verb: "apply",
    version: "0.0.0",
    signal: new AbortController().signal,
  } as const;
  const steps = [writeFile(emptyBox, { path, content, mode: 0o644, why })];
  await withSession(
    await realEnvironment(host),
    () => {},
    (session) => runPlan(planOf(steps), { ...session, ...run }),
  );
}

/** Takes everything back. @returns what is left */
async function undo(on: MemoryHost): Promise<readonly string[]> {
  return withSession(
    await realEnvironment(on),
    () => {},
    (session) => takeBackRuns(session, session.journal.runs.filter(stands), "request"),
  );
}

it("an undo that cannot be written down touches nothing, and says why", async () => {
  await apply("ours\n");
  const before = host.toJSON();
  const full = host.clone({
    beforeMutation: (mutation, index) => {
      if (mutation.op === "appendFile") failAt(index, "ENOSPC")(mutation, index);
    },
  });
  await expect(undo(full)).rejects.toThrow(/journal.jsonl could not be written: the disk is full$/);
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
  expect(await undo(failing)).not.toEqual([]);
  failing.displace(path);
  const mended = failing.clone({ beforeMutation: () => {} });
  expect(await undo(mended)).toEqual([]);
  expect(mended.toJSON()).toEqual(untouched);
});

it("before any walk, what is not as we left it was changed by other hands", async () => {
  await apply("first\n");
  await apply("second\n");
  host.displace(path);
  expect(await undo(host)).toEqual([`${path} was edited since and is left as it is`]);
});
