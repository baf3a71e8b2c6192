import { resolve } from "node:path";
import { progressLines } from "../cli/progress.ts";
import type { FlagValues, VerbContext } from "../cli/verb.ts";
import type { Answers } from "../core/answers.ts";
import { formatAnswers, parseAnswersText } from "../core/answers-file.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import { sha256 } from "../core/sha256.ts";
import { type Environment, realEnvironment } from "../environment.ts";
import type { Host } from "../host/host.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import { probeAddresses } from "../probe/addresses.ts";
import { setUp } from "../set-up.ts";
import { collectReport } from "./apply-report.ts";
import { readAnswers, validate } from "./read-answers.ts";
import { tellSetUp } from "./tell-set-up.ts";

/** Sets the endpoint up unattended, proves it, and takes everything back when a step fails. */
export async function applyVerb({ host, terminal, values, signal }: VerbContext): Promise<ExitCode> {
  if (values.yes !== true) {
    throw invalidInput("apply changes this box: say --yes", "wss-setup plan shows what it would do");
  }
  const environment = await realEnvironment(host);
  const { answers, digest } = await wanted(environment, values);
  const show = progressLines(terminal);
  const report = collectReport();
  const onEvent = (event: ApplyEvent) => {
    show(event);
    report.onEvent(event);
  };
  const agree = (plan: Plan) => {
    if (digest === undefined || digestOf(plan) === digest) return;
    throw invalidInput(
      "the plan is stale: the box has changed since it was made",
      "wss-setup plan --format json, again",
    );
  };
  const plan = await setUp(environment, answers, { onEvent, signal, agree });
  tellSetUp(terminal, values, { plan, ports: environment.ports, report: report.result() });
  return exitCode.done;
}

/** The answers, and for a saved plan the digest of the steps that were agreed to. */
async function wanted(
  environment: Environment,
  values: FlagValues,
): Promise<{ answers: Answers; digest?: string }> {
  const addresses = await probeAddresses(environment.host);
  if (typeof values.plan !== "string") return { answers: await readAnswers(environment, values, addresses) };
  const saved = await readPlan(environment.host, values.plan);
  const answers = validate(
    environment,
    parseAnswersText(formatAnswers(saved.answers), values.plan),
    addresses,
  );
  return { answers, digest: digestOf(saved) };
}

async function readPlan(host: Host, file: string): Promise<Plan> {
  const content = await host.readFile(resolve(file));
  if (content === undefined) throw invalidInput(`${file}: there is no such file`);
  try {
    const plan = JSON.parse(content.toString("utf8")) as Plan;
    if (plan.format === 1 && Array.isArray(plan.steps)) return plan;
  } catch {
    // Told below, with the way to make one that can be read.
  }
  throw invalidInput(
    `${file} is no plan of wss-setup`,
    "wss-setup plan -a answers.yaml --format json -o plan.json",
  );
}

function digestOf(plan: Plan): string {
  return sha256(JSON.stringify(plan.steps));
}
