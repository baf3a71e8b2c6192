import { jsonText } from "../cli/json-text.ts";
import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { realEnvironment } from "../environment.ts";
import { logged } from "../run-log.ts";
import { withSession } from "../session.ts";
import { type TakeBack, takeBack } from "../take-back.ts";
import { stillTrusted, stillTrustedNotice } from "../trust/still-trusted.ts";
import { takenBack } from "../wizard/end-text.ts";

/** Takes back the last run, and any that was cut off just before it. */
export function undoVerb(context: VerbContext): Promise<ExitCode> {
  return run(context, "undo");
}

/** Takes back everything. */
export function removeVerb(context: VerbContext): Promise<ExitCode> {
  return run(context, "remove");
}

async function run({ host, terminal, values, signal }: VerbContext, what: TakeBack): Promise<ExitCode> {
  if (values.yes !== true) throw invalidInput("this changes the box: say --yes");
  const environment = await realEnvironment(host);
  const taken = await logged(host, what, progressLines(terminal), (onEvent) =>
    withSession(environment, onEvent, (session) => takeBack(session, what, signal)),
  );
  const message = taken.length === 0 ? "There is nothing to take back." : takenBack;
  const trusting = what === "remove" ? await stillTrusted(host) : [];
  const notice = stillTrustedNotice(trusting);
  if (values.json === true)
    terminal.result(jsonText({ ok: true, runs: taken.length, message, stillTrusted: trusting }));
  else terminal.progress(message);
  if (notice !== undefined) terminal.progress(notice);
  return exitCode.done;
}
