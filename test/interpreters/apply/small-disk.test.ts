import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { exitCode, type Failure } from "../../../src/core/errors.ts";
import { isInterrupted, stands } from "../../../src/core/journal.ts";
import { paths } from "../../../src/core/paths.ts";
import { realEnvironment } from "../../../src/environment.ts";
import type { RunResult } from "../../../src/host/host.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { SandboxHost } from "../../../src/host/sandbox-host.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { type Session, takeBackRuns, withSession } from "../../../src/session.ts";
import { emptyBox, planOf } from "../../helpers/facts.ts";
import { fakeSystemctl } from "../../helpers/fake-systemctl.ts";
import { makeReadOnly, smallDisk, unmount } from "../../helpers/small-disk.ts";
import { tallied } from "../../helpers/tally.ts";
import { pathSteps } from "./path-steps.ts";

/** Real files in a folder that stands for a box, whose systemctl is pretended. */
class SmallBox extends SandboxHost {
  constructor(folder: string) {
    super(new RealHost(), { folder });
  }

  override async run(argv: readonly string[]): Promise<RunResult> {
    return { code: 0, stdout: "", stderr: "", ...fakeSystemctl(argv) };
  }
}

const theirs = "the operator's\n".repeat(1_000);
const ours = "ours\n".repeat(2_000);

/** Each kind of change of a path, among them what takes more room than was there before. */
const steps = pathSteps({ site: ours, there: ours });

function furnish(folder: string): void {
  for (const each of ["etc/proxy", "var/lib", "run/systemd/system"])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, "etc/proxy/there.conf"), theirs, { mode: 0o640 });
  writeFileSync(join(folder, "etc/proxy/default.conf"), theirs, { mode: 0o600 });
  writeFileSync(join(folder, "etc/proxy/main.conf"), "user www-data\nconnections 768\n");
  symlinkSync("../share/default", join(folder, "etc/proxy/link.conf"));
}

async function inSession<T>(folder: string, work: (session: Session) => Promise<T>): Promise<T> {
  return withSession(await realEnvironment(new SmallBox(folder)), () => {}, work);
}

/** @returns what it failed with */
async function apply(folder: string): Promise<Failure | undefined> {
  const signal = new AbortController().signal;
  const run = { facts: emptyBox, verb: "apply", version: "0.0.0", signal } as const;
  return inSession(folder, (session) => runPlan(planOf(steps), { ...session, ...run })).then(
    () => undefined,
    (error: Failure) => error,
  );
}

async function undo(folder: string): Promise<readonly string[]> {
  return inSession(folder, (session) => {
    const runs = session.journal.runs.filter((run) => stands(run) || isInterrupted(run));
    return takeBackRuns(session, runs, () => "request");
  });
}

/** Everything below a folder, but the lock, which stays, and what fills the disk. */
function state(folder: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    if ([paths.lock.slice(1), "filling"].includes(path)) continue;
    const place = join(folder, path);
    const there = lstatSync(place);
    const content = there.isFile()
      ? readFileSync(place, "utf8")
      : there.isSymbolicLink()
        ? readlinkSync(place)
        : "";
    found[path] = `${(there.mode & 0o7777).toString(8)} ${there.uid} ${content}`;
  }
  return found;
}

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
