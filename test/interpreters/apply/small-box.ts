import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../../src/core/errors.ts";
import { isInterrupted, stands } from "../../../src/core/journal.ts";
import { paths } from "../../../src/core/paths.ts";
import { realEnvironment } from "../../../src/environment.ts";
import type { RunResult } from "../../../src/host/host.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { SandboxHost } from "../../../src/host/sandbox-host.ts";
import type { ApplyEvent } from "../../../src/interpreters/apply/events.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { type Session, takeBackRuns, withSession } from "../../../src/session.ts";
import { emptyBox, planOf } from "../../helpers/facts.ts";
import { fakeSystemctl } from "../../helpers/fake-systemctl.ts";
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

/** What is there before a run. */
export function furnish(folder: string): void {
  for (const each of ["etc/proxy", "var/lib", "run/systemd/system"])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, "etc/proxy/there.conf"), theirs, { mode: 0o640 });
  writeFileSync(join(folder, "etc/proxy/default.conf"), theirs, { mode: 0o600 });
  writeFileSync(join(folder, "etc/proxy/main.conf"), "user www-data\nconnections 768\n");
  symlinkSync("../share/default", join(folder, "etc/proxy/link.conf"));
}

async function inSession<T>(
  folder: string,
  work: (session: Session) => Promise<T>,
  onEvent: (event: ApplyEvent) => void = () => {},
): Promise<T> {
  return withSession(await realEnvironment(new SmallBox(folder)), onEvent, work);
}

/** @returns what it failed with */
export async function apply(
  folder: string,
  onEvent: (event: ApplyEvent) => void = () => {},
): Promise<Failure | undefined> {
  const signal = new AbortController().signal;
  const run = { facts: emptyBox, verb: "apply", version: "0.0.0", signal } as const;
  const work = (session: Session) => runPlan(planOf(steps), { ...session, ...run });
  return inSession(folder, work, onEvent).then(
    () => undefined,
    (error: Failure) => error,
  );
}

/** Takes back what stands and what was cut off. @returns what could not be taken back */
export async function undo(folder: string): Promise<readonly string[]> {
  return inSession(folder, (session) => {
    const runs = session.journal.runs.filter((run) => stands(run) || isInterrupted(run));
    return takeBackRuns(session, runs, () => "request");
  });
}

/** Everything below a folder, but the lock, which stays, and what fills the disk. */
export function state(folder: string): Readonly<Record<string, string>> {
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
