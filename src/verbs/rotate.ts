import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { realEnvironment } from "../environment.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import { JournalFile } from "../interpreters/apply/journal-file.ts";
import { installation } from "../session.ts";
import { setUp } from "../set-up.ts";
import { collectReport } from "./apply-report.ts";
import { tellSetUp } from "./tell-set-up.ts";

/** A new certificate and key from the saved settings; no connection is dropped, and nothing else is changed. */
export async function rotateVerb({ host, terminal, values, signal }: VerbContext): Promise<ExitCode> {
  if (values.yes !== true) throw invalidInput("rotate changes this box: say --yes");
  const installed = installation(await JournalFile.read(host));
  if (installed === undefined) {
    throw invalidInput("nothing is set up here", "wss-setup apply -a answers.yaml --yes");
  }
  const environment = await realEnvironment(host);
  const show = progressLines(terminal);
  const report = collectReport();
  const onEvent = (event: ApplyEvent) => {
    show(event);
    report.onEvent(event);
  };
  const { answers } = installed;
  const plan = await setUp(environment, answers, { verb: "rotate", onEvent, signal });
  for (const title of plan.left) terminal.progress(`left for the next apply: ${title}`);
  const endpoints = endpointUrls(answers.names, environment.ports);
  tellSetUp(terminal, values, { plan, endpoints, report: report.result() }, { left: plan.left });
  return exitCode.done;
}
