import type { ConfigTest, Service, Step } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { Crash, failAt, type MemoryHost } from "../../../../src/host/memory-host.ts";
import { type Session, withSession } from "../../../../src/session.ts";
import { type TakeBack, takeBack } from "../../../../src/take-back.ts";
import { runSteps } from "../run-steps.ts";

/** What systemctl says of a service that ran before us. */
export const running = { stdout: "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n" };

/** The step that has a proxy load what was written before it, once its own test is content. */
export function reloadOf(unit: string, test: ConfigTest): Service {
  return {
    kind: "Service",
    id: `service:${unit}`,
    title: `${unit}: reload`,
    why: "for the test",
    action: "update",
    undo: "exact",
    unit,
    enable: true,
    want: "running",
    test,
  };
}

/** The box an hour later: a run is known by its time. */
export function later(host: MemoryHost): MemoryHost {
  return host.clone({ now: new Date(host.now().getTime() + 3_600_000) });
}

/** The box an hour later, after a run of these steps. */
export async function ranOn(host: MemoryHost, ...steps: readonly Step[]): Promise<MemoryHost> {
  const next = later(host);
  await runSteps(next, steps);
  return next;
}

/** Works on a box as a verb does. @param lines gets what is told on the way */
export async function inSession<T>(
  host: MemoryHost,
  work: (session: Session) => Promise<T>,
  lines: string[] = [],
): Promise<T> {
  const environment = await realEnvironment(host);
  return await withSession(environment, (event) => event.type === "line" && lines.push(event.line), work);
}

/** Takes back the last run, or all of them. @param lines as above */
export function back(host: MemoryHost, what: TakeBack, lines?: string[]): Promise<unknown> {
  return inSession(host, (session) => takeBack(session, what), lines);
}

export interface Faulty {
  readonly box: MemoryHost;
  /** Whether it had come to its fault. */
  readonly failed: () => boolean;
}

/** The same box, which is killed before its n-th change. */
export function dyingAt(host: MemoryHost, n: number): Faulty {
  let failed = false;
  const box = host.clone({
    beforeMutation: (_mutation, index) => {
      if (index < n) return;
      failed = true;
      throw new Crash();
    },
  });
  return { box, failed: () => failed };
}

/** The same box, whose disk is full from its n-th change on. */
export function fullFrom(host: MemoryHost, n: number): Faulty {
  let failed = false;
  const box = host.clone({
    beforeMutation: (mutation, index) => {
      if (index < n || mutation.op === "remove") return;
      failed = true;
      failAt(index, "ENOSPC")(mutation, index);
    },
  });
  return { box, failed: () => failed };
}

/** The same box, in which nothing fails any more. */
export function mended(box: MemoryHost): MemoryHost {
  return box.clone({ beforeMutation: () => {} });
}
