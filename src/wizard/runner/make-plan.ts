import { passphraseProblem } from "../../certificates/own-ca/passphrase.ts";
import type { Answers } from "../../core/answers.ts";
import { parseAnswers } from "../../core/answers-schema.ts";
import type { EditDecision } from "../../core/edited-files.ts";
import { invalidInput } from "../../core/errors.ts";
import type { Installation } from "../../core/facts.ts";
import type { Environment } from "../../environment.ts";
import { type Observed, observe } from "../../observe.ts";
import { refuseUndecidable } from "../../refuse.ts";
import type { Job } from "../context.ts";
import { type Draft, rawAnswers } from "../draft.ts";

export interface PlanRequest {
  readonly environment: Environment;
  readonly job: Job;
  readonly draft: Draft;
  readonly mayRestart: boolean;
  readonly decisions: readonly EditDecision[];
  /** The box's own addresses, against a backend that is the endpoint itself. */
  readonly addresses: readonly string[];
  readonly installation: Installation | undefined;
}

/**
 * The plan of what the wizard is about to do. Files of ours that other hands edited are in its drift, as long as the
 * operator can decide on them. @throws Failure with the words of a validator or a plug-in */
export async function makePlan(request: PlanRequest): Promise<Observed> {
  const { environment, job, installation, mayRestart, decisions } = request;
  const observed = await observe(environment, answersOf(request), installation, {
    verb: job === "rotate" ? "rotate" : "apply",
    mayRestart,
    decisions,
  });
  // What is typed before the run needs no file.
  const [problem] = observed.plan.problems.filter(({ id }) => id !== passphraseProblem);
  if (problem !== undefined) throw invalidInput(problem.text, problem.next);
  refuseUndecidable(observed);
  return observed;
}

function answersOf({ environment, job, draft, addresses, installation }: PlanRequest): Answers {
  if (job === "rotate" && installation !== undefined) return installation.answers;
  return parseAnswers(rawAnswers(draft), {
    proxies: environment.proxies.map(({ id }) => id),
    sources: environment.sources.map(({ id }) => id),
    addresses,
  });
}
