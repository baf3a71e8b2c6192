import type { Secrets } from "../../certificates/source.ts";
import type { Installation } from "../../core/facts.ts";
import type { Step } from "../../core/step.ts";
import type { Environment } from "../../environment.ts";
import type { ApplyEvent } from "../../interpreters/apply/events.ts";
import { type Decision, runPlan } from "../../interpreters/apply/run-plan.ts";
import type { Observed } from "../../observe.ts";
import { begin, installation, withSession } from "../../session.ts";
import { version } from "../../version.ts";

export interface ChangeOptions {
  readonly environment: Environment;
  readonly verb: "apply" | "rotate";
  readonly signal: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
  readonly decide: (step: Step, error: unknown) => Promise<Decision>;
  /** What the operator typed for this run. */
  readonly secrets?: Secrets;
  /** Looks again and plans anew, so that no stale plan is carried out. */
  readonly plan: (installation: Installation | undefined) => Promise<Observed>;
}

/** Takes an interrupted run back, then carries a plan out, both under the lock. @throws Failure once everything was taken back (1) or not all (3) */
export function change(options: ChangeOptions): Promise<void> {
  const { environment, onEvent, verb, signal, decide, secrets } = options;
  return withSession(environment, onEvent, async (session) => {
    await begin(session, verb, signal);
    const { plan, facts } = await options.plan(installation(session.journal));
    await runPlan(plan, {
      ...session,
      facts,
      verb,
      version,
      signal,
      decide,
      ...(secrets === undefined ? {} : { secrets }),
    });
  });
}
