import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { realEnvironment } from "../environment.ts";
import { withSession } from "../session.ts";
import { type TakeBack, takeBack } from "../take-back.ts";

/** Takes back the last run, and any that was cut off just before it. */
export function undoVerb(context: VerbContext): Promise<ExitCode> {
  return run(context, "undo");
}

/** Takes back everything. */
export function removeVerb(context: VerbContext): Promise<ExitCode> {
  return run(context, "remove");
}

async function run({ host, terminal, values }: VerbContext, what: TakeBack): Promise<ExitCode> {
  if (values.yes !== true) throw invalidInput("this changes the box: say --yes");
  const environment = await realEnvironment(host);
  const taken = await withSession(environment, progressLines(terminal), (session) => takeBack(session, what));
  const message =
    taken.length === 0 ? "There is nothing to take back." : "Taken back. The box is as it was before.";
  if (values.json === true)
    terminal.result(JSON.stringify({ ok: true, runs: taken.length, message }, null, 2));
  else terminal.progress(message);
  return exitCode.done;
}
