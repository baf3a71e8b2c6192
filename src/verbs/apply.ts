import { progressLines } from "../cli/progress.ts";
import type { FlagValues, VerbContext } from "../cli/verb.ts";
import { formatAnswers, parseAnswersText } from "../core/answers-file.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { givenFlags } from "../core/flags.ts";
import type { Step } from "../core/step.ts";
import { type Environment, realEnvironment } from "../environment.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import type { Observed } from "../observe.ts";
import { probeAddresses } from "../probe/addresses.ts";
import { logged } from "../run-log.ts";
import { setUp } from "../set-up.ts";
import { collectReport } from "./apply-report.ts";
import { planCommand } from "./plan-command.ts";
import { type GivenAnswers, readAnswers, validate } from "./read-answers.ts";
import { isStale, readSavedPlan, type SavedPlan } from "./saved-plan.ts";
import { tellSetUp } from "./tell-set-up.ts";

/** Sets the endpoint up unattended, proves it, and takes everything back when a step fails. */
export async function applyVerb({ host, terminal, values, signal }: VerbContext): Promise<ExitCode> {
  if (values.yes !== true) {
    throw invalidInput("apply changes this box: say --yes", "wss-setup plan shows what it would do");
  }
  const environment = await realEnvironment(host);
  const { answers, notes, saved } = await wanted(environment, values);
  const show = progressLines(terminal);
  const report = collectReport();
  const told = (event: ApplyEvent) => {
    show(event);
    report.onEvent(event);
  };
  const agree = (observed: Observed) => {
    if (saved === undefined || !isStale(saved, observed)) return;
    throw invalidInput(
      "the plan is stale: the box has changed since it was made",
      "wss-setup plan --format json, again",
    );
  };
  const mayRestart = saved === undefined ? values.restart === true : saved.steps.some(isRestart);
  const done = await logged(host, "apply", told, (onEvent) =>
    setUp(environment, answers, { onEvent, signal, agree, mayRestart, planCommand: planCommand(values) }),
  );
  const plan = { ...done, warnings: [...notes, ...done.warnings] };
  const endpoints = endpointUrls(answers.names, environment.ports);
  tellSetUp(terminal, values, { plan, endpoints, report: report.result() });
  return exitCode.done;
}

function isRestart(step: Step): boolean {
  return step.kind === "Service" && step.restart === true;
}

/** The answers, and the saved plan that they are from if there is one. */
async function wanted(
  environment: Environment,
  values: FlagValues,
): Promise<GivenAnswers & { readonly saved?: SavedPlan }> {
  const addresses = await probeAddresses(environment.host);
  if (typeof values.plan !== "string") return await readAnswers(environment, values, addresses);
  if (values.answers !== undefined || Object.keys(givenFlags(values)).length > 0) {
    throw invalidInput("--plan: a saved plan holds its own answers; leave -a and the other flags out");
  }
  const saved = await readSavedPlan(environment.host, values.plan);
  const answers = validate(
    environment,
    parseAnswersText(formatAnswers(saved.answers), values.plan),
    addresses,
  );
  return { answers, notes: [], saved };
}
