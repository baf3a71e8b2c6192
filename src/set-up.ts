import type { Secrets } from "./certificates/source.ts";
import type { Answers } from "./core/answers.ts";
import type { RunVerb } from "./core/journal.ts";
import type { Plan } from "./core/plan.ts";
import { type Environment, readOnly } from "./environment.ts";
import type { ApplyEvent } from "./interpreters/apply/events.ts";
import { runPlan } from "./interpreters/apply/run-plan.ts";
import { type Observed, observe } from "./observe.ts";
import { refuseDrift, refuseProblems } from "./refuse.ts";
import { begin, installation, withSession } from "./session.ts";
import { version } from "./version.ts";

export interface SetUpOptions {
  /** `rotate`: a new certificate and key, and nothing else. */
  readonly verb?: RunVerb;
  /** The operator allows a restart of a proxy that runs already. */
  readonly mayRestart?: boolean;
  readonly onEvent: (event: ApplyEvent) => void;
  /** Aborted: the step under way ends, then everything is taken back. */
  readonly signal: AbortSignal;
  /** What the operator gave for this run alone. */
  readonly secrets?: Secrets;
  /** The command that shows the plan without carrying it out; of the saved answers when not said. */
  readonly planCommand?: string;
  /** Looks at the plan before anything is touched. @throws Failure to stop it */
  readonly agree?: (observed: Observed) => void;
}

/**
 * The whole unattended job: takes an interrupted run back, looks, plans, refuses what stands in the way, applies, proves.
 * @throws Failure with the exit code of the contract
 */
export function setUp(environment: Environment, answers: Answers, options: SetUpOptions): Promise<Plan> {
  const { onEvent, signal, agree, secrets, planCommand, verb = "apply", mayRestart = false } = options;
  return withSession(environment, onEvent, async (session) => {
    await begin(session, verb, signal);
    const observed = await observe(readOnly(environment), answers, installation(session.journal), {
      verb,
      mayRestart,
    });
    const { facts, plan } = observed;
    refuseProblems(plan.problems, secrets);
    refuseDrift(observed, planCommand);
    agree?.(observed);
    await runPlan(plan, { ...session, facts, verb, version, signal, ...(secrets && { secrets }) });
    return plan;
  });
}
