import { resolve } from "node:path";
import { passphraseFrom } from "../certificates/own-ca/passphrase.ts";
import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { realEnvironment } from "../environment.ts";
import type { Host } from "../host/host.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import { JournalFile } from "../interpreters/apply/journal-file.ts";
import { logged } from "../run-log.ts";
import { installation } from "../session.ts";
import { type SetUpOptions, setUp } from "../set-up.ts";
import { collectReport } from "./apply-report.ts";
import { tellSetUp } from "./tell-set-up.ts";

/** A new certificate and key from the saved settings, and nothing else is changed. */
export async function rotateVerb({ host, terminal, values, signal }: VerbContext): Promise<ExitCode> {
  if (values.yes !== true) throw invalidInput("rotate changes this box: say --yes");
  const installed = installation(await JournalFile.read(host));
  if (installed === undefined) {
    throw invalidInput("nothing is set up here", "wss-setup apply -a answers.yaml --yes");
  }
  const environment = await realEnvironment(host);
  const show = progressLines(terminal);
  const report = collectReport();
  const told = (event: ApplyEvent) => {
    show(event);
    report.onEvent(event);
  };
  const { answers } = installed;
  const secrets = await secretsOf(host, values["ca-passphrase-file"]);
  const plan = await logged(host, "rotate", told, (onEvent) =>
    setUp(environment, answers, { verb: "rotate", onEvent, signal, ...secrets }),
  );
  for (const title of plan.left) terminal.progress(`left for the next apply: ${title}`);
  const endpoints = endpointUrls(answers.names, environment.ports);
  tellSetUp(terminal, values, { plan, endpoints, report: report.result() }, { left: plan.left });
  return exitCode.done;
}

/** The passphrase of an own CA's root that is not kept under one of the answers' own files. @throws Failure (64) */
async function secretsOf(host: Host, file: unknown): Promise<Pick<SetUpOptions, "secrets">> {
  if (typeof file !== "string") return {};
  return { secrets: { caPassphrase: await passphraseFrom(host, resolve(file), "--ca-passphrase-file") } };
}
