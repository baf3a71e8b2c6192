import { jsonText } from "../cli/json-text.ts";
import type { VerbContext } from "../cli/verb.ts";
import { type ExitCode, exitCode } from "../core/errors.ts";
import { readOnly, realEnvironment } from "../environment.ts";
import { JournalFile } from "../interpreters/apply/journal-file.ts";
import { installation } from "../session.ts";
import { readStatus, type Status } from "../status.ts";
import type { Check } from "../verify/check.ts";

const sign: Readonly<Record<Check["status"], string>> = { ok: "✓", warning: "!", failed: "✗" };

/** Tells what is installed and whether it works now. @returns 0 when all is well, 2 when something is wrong */
export async function statusVerb({ host, terminal, values }: VerbContext): Promise<ExitCode> {
  const environment = readOnly(await realEnvironment(host));
  const installed = installation(await JournalFile.read(environment.host));
  if (installed === undefined) {
    if (values.json === true) terminal.result(jsonText({ ok: false, installed: false }));
    else terminal.progress("Nothing is set up here. Begin with: wss-setup plan -a answers.yaml");
    return exitCode.pendingOrUnhealthy;
  }
  const status = await readStatus(environment, installed);
  if (values.json === true) terminal.result(jsonText({ installed: true, ...status }));
  else terminal.result(statusText(status), "words");
  return status.ok ? exitCode.done : exitCode.pendingOrUnhealthy;
}

function statusText(status: Status): string {
  return status.checks.flatMap((check) => lines(check)).join("\n");
}

function lines(check: Check): readonly string[] {
  const row = ` ${sign[check.status]}  ${check.title.padEnd(26)}  ${check.seen}`;
  if (check.status === "ok") return [row];
  return [
    row,
    ...(check.cause ? [`    ${check.cause}`] : []),
    ...(check.fix ? [`    Do this: ${check.fix}`] : []),
  ];
}
