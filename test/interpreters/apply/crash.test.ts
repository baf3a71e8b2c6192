import { describe, expect, it } from "vitest";
import { isInterrupted } from "../../../src/core/journal.ts";
import type { Service, Step } from "../../../src/core/step.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { Crash, MemoryHost, type Mutation } from "../../../src/host/memory-host.ts";
import { JournalFile } from "../../../src/interpreters/apply/journal-file.ts";
import { recover, withSession } from "../../../src/session.ts";
import { fakeSystemctl } from "../../helpers/fake-systemctl.ts";
import { pathSteps } from "./path-steps.ts";
import { runSteps, undoRuns } from "./run-steps.ts";

const why = "for the test";

/** One step of each kind that changes paths, and a service. */
const steps: readonly Step[] = [...pathSteps({ site: "site\n", there: "ours\n" }), service()];

function service(): Service {
  return {
    kind: "Service",
    id: "service:proxy",
    title: "proxy",
    why,
    action: "update",
    undo: "exact",
    unit: "proxy",
    enable: true,
    want: "running",
  };
}

function freshBox(): MemoryHost {
  return new MemoryHost({
    files: {
      "/run/systemd/system": { folder: true },
      "/etc/proxy/there.conf": { content: "the operator's\n", mode: 0o640, gid: 33 },
      "/etc/proxy/default.conf": { target: "../share/default" },
      "/etc/proxy/main.conf": "user www-data\nconnections 768\n",
    },
    run: fakeSystemctl,
    now: new Date("2026-11-21T06:00:00Z"),
  });
}

const apply = (host: MemoryHost) => runSteps(host, steps);

async function recoverOn(host: MemoryHost): Promise<void> {
  await withSession(await realEnvironment(host), () => {}, recover);
}

/** From the n-th change on nothing reaches the disk, not even a rollback: the process is gone. */
function dieAt(n: number) {
  return (_mutation: Mutation, index: number) => {
    if (index >= n) throw new Crash("killed");
  };
}

async function mutationsOf(host: MemoryHost, work: (host: MemoryHost) => Promise<unknown>): Promise<number> {
  const probe = host.clone();
  await work(probe);
  return probe.writes.length;
}

/** Runs `work` on a copy of the box that dies at its n-th change. */
async function cutAt(
  host: MemoryHost,
  n: number,
  work: (host: MemoryHost) => Promise<unknown>,
): Promise<MemoryHost> {
  const dying = host.clone({ beforeMutation: dieAt(n) });
  // What the dead process would have said of itself does not matter; that it did not get further does.
  await work(dying).catch(() => undefined);
  expect(dying.writes.length).toBe(n);
  return dying.clone({ beforeMutation: () => {} });
}

describe("a run that is killed", () => {
  it("is taken back exactly by the next run, wherever it was cut", async () => {
    const box = freshBox();
    const before = box.toJSON();
    const points = await mutationsOf(box, apply);
    expect(points).toBeGreaterThan(steps.length * 3);
    for (let n = 0; n < points; n += 1) {
      const cut = await cutAt(box, n, apply);
      await recoverOn(cut);
      expect(cut.toJSON(), `cut before change ${n}`).toEqual(before);
    }
  });

  it("is taken back exactly when the recovery is killed as well, wherever", async () => {
    const box = freshBox();
    const before = box.toJSON();
    const points = await mutationsOf(box, apply);
    const recovery = recoverOn;
    for (const n of [Math.floor(points / 3), points - 2]) {
      const cut = await cutAt(box, n, apply);
      const again = await mutationsOf(cut, recovery);
      for (let m = 0; m < again; m += 1) {
        const twice = await cutAt(cut, m, recovery);
        await recovery(twice);
        expect(twice.toJSON(), `cut at ${n}, then at ${m}`).toEqual(before);
      }
    }
  });
});

it("leaves no file behind that was still being written", async () => {
  const box = freshBox();
  const before = box.toJSON();
  const points = await mutationsOf(box, apply);
  const cut = await cutAt(box, points - 1, apply);
  await cut.writeFile("/etc/proxy/new/.site.conf.wss-setup-0123456789ab", "half", { mode: 0o600 });
  await recoverOn(cut);
  expect(cut.toJSON()).toEqual(before);
});

describe("an undo that is killed", () => {
  it("is ended exactly by the next one, wherever it was cut", async () => {
    const box = freshBox();
    const before = box.toJSON();
    await apply(box);
    const points = await mutationsOf(box, undoRuns);
    for (let n = 0; n < points; n += 1) {
      const cut = await cutAt(box, n, undoRuns);
      await recoverOn(cut);
      await undoRuns(cut);
      expect(cut.toJSON(), `cut before change ${n}`).toEqual(before);
    }
  });
});

describe("a disk that is full", () => {
  /** Removing goes on, writing does not. */
  const full = (n: number) => (mutation: Mutation, index: number) => {
    if (index >= n && mutation.op !== "remove") throw new Error("the disk is full");
  };

  it("ends the run and takes it back, wherever it filled up; what could not be written back is told by exit code 3", async () => {
    const box = freshBox();
    const before = box.toJSON();
    const points = await mutationsOf(box, apply);
    for (let n = 3; n < points; n += 1) {
      const filled = box.clone({ beforeMutation: full(n) });
      const failure = await apply(filled).then(
        () => undefined,
        (error) => error as { exitCode: number },
      );
      if (failure === undefined) throw new Error(`change ${n} was not needed`);
      if (failure.exitCode === 1) expect(filled.toJSON(), `full at change ${n}`).toEqual(before);
      else expect(failure.exitCode, `full at change ${n}`).toBe(3);
      const room = filled.clone({ beforeMutation: () => {} });
      await recoverOn(room);
      await undoRuns(room);
      expect(room.toJSON(), `room again after ${n}`).toEqual(before);
    }
  });
});

describe("an undo of a finished run that is killed", () => {
  it("counts as interrupted: the next run sees it and ends it first", async () => {
    const box = freshBox();
    const before = box.toJSON();
    await apply(box);
    const cut = await cutAt(box, 4, undoRuns);
    const journal = await JournalFile.read(cut);
    expect(journal.runs.some(isInterrupted)).toBe(true);
    await recoverOn(cut);
    expect(cut.toJSON()).toEqual(before);
  });
});
