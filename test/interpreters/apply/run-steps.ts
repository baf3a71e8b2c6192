import { stands } from "../../../src/core/journal.ts";
import type { Step } from "../../../src/core/step.ts";
import { realEnvironment } from "../../../src/environment.ts";
import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { takeBackRuns, withSession } from "../../../src/session.ts";
import { emptyBox, planOf } from "../../helpers/facts.ts";

/** Applies a plan of just these steps to a box in memory. */
export async function runSteps(host: MemoryHost, steps: readonly Step[]): Promise<void> {
  const run = { facts: emptyBox, verb: "apply", version: "0.0.0" } as const;
  const { signal } = new AbortController();
  await withSession(
    await realEnvironment(host),
    () => {},
    (session) => runPlan(planOf(steps), { ...session, ...run, signal }),
  );
}

/** Takes all runs back, as somebody asked for. @returns what is left */
export async function undoRuns(host: MemoryHost): Promise<readonly string[]> {
  return withSession(
    await realEnvironment(host),
    () => {},
    (session) => takeBackRuns(session, session.journal.runs.filter(stands), () => "request"),
  );
}
