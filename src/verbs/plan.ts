import { resolve } from "node:path";
import { jsonText } from "../cli/json-text.ts";
import type { FlagValues, VerbContext } from "../cli/verb.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { isChange } from "../core/is-change.ts";
import type { Plan } from "../core/plan.ts";
import { show } from "../core/validate/show.ts";
import { readOnly, realEnvironment } from "../environment.ts";
import { JournalFile } from "../interpreters/apply/journal-file.ts";
import { previewText } from "../interpreters/preview/preview-text.ts";
import { type Observed, observe } from "../observe.ts";
import { probeAddresses } from "../probe/addresses.ts";
import { refuseProblems } from "../refuse.ts";
import { installation } from "../session.ts";
import { readAnswers } from "./read-answers.ts";
import { savedPlan } from "./saved-plan.ts";

const formats: Readonly<Record<string, (observed: Observed) => string>> = {
  diff: ({ plan, facts }) => previewText(plan, facts),
  json: (observed) => jsonText(savedPlan(observed)),
};

/** Shows what `apply` would do. @returns 0 when nothing would change, 2 when changes are pending */
export async function planVerb({ host, terminal, values }: VerbContext): Promise<ExitCode> {
  const format = formatOf(values);
  const environment = readOnly(await realEnvironment(host));
  const reader = environment.host;
  const { answers, notes } = await readAnswers(environment, values, await probeAddresses(reader));
  const journal = await JournalFile.read(reader);
  const { facts, plan } = await observe(environment, answers, installation(journal), {
    mayRestart: values.restart === true,
  });
  refuseProblems(plan.problems);
  const observed = { facts, plan: { ...plan, warnings: [...notes, ...plan.warnings] } };
  const text = format(observed);
  if (typeof values.output === "string") {
    const file = resolve(values.output);
    if (values.force !== true && (await host.stat(file)) !== undefined) {
      throw invalidInput(`${show(values.output)} is there already`, "another name, or --force");
    }
    await host.writeFile(file, `${text}\n`, { mode: 0o600 }).catch((error: Error) => {
      throw invalidInput(`--output: ${show(error.message, 200)}`);
    });
  } else {
    terminal.result(text);
  }
  return isPending(observed.plan) ? exitCode.pendingOrUnhealthy : exitCode.done;
}

function formatOf(values: FlagValues): (observed: Observed) => string {
  const name = values.format ?? "diff";
  const format = typeof name === "string" && Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format === undefined)
    throw invalidInput(`--format: ${show(String(name))} is not one of ${Object.keys(formats).join(", ")}`);
  return format;
}

function isPending(plan: Plan): boolean {
  return plan.steps.some(isChange);
}
