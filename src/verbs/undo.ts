import { progressLines } from "../cli/progress.ts";
import type { VerbContext } from "../cli/verb.ts";
import { type ExitCode, exitCode, invalidInput } from "../core/errors.ts";
import { isInterrupted, type Run, stands } from "../core/journal.ts";
import { realEnvironment } from "../environment.ts";
import { incomplete, takeBackRuns, withSession } from "../session.ts";

/** Takes back the last run, and any that was cut off just before it. */
export function undoVerb(context: VerbContext): Promise<ExitCode> {
  return takeBack(context, lastRuns);
}

/** Takes back everything. */
export function removeVerb(context: VerbContext): Promise<ExitCode> {
  return takeBack(context, (runs) => runs);
}

async function takeBack(
  { host, terminal, values }: VerbContext,
  choose: (standing: readonly Run[]) => readonly Run[],
): Promise<ExitCode> {
  if (values.yes !== true) throw invalidInput("this changes the box: say --yes");
  const taken = await withSession(await realEnvironment(host), progressLines(terminal), async (session) => {
    const runs = choose(session.journal.runs.filter((run) => stands(run) || isInterrupted(run)));
    const left = await takeBackRuns(session, runs, "request");
    if (left.length > 0) throw incomplete("Taken back, but not all", left);
    return runs;
  });
  const message =
    taken.length === 0 ? "There is nothing to take back." : "Taken back. The box is as it was before.";
  if (values.json === true)
    terminal.result(JSON.stringify({ ok: true, runs: taken.length, message }, null, 2));
  else terminal.progress(message);
  return exitCode.done;
}

/** The newest run, and with it the interrupted ones that it went on from. */
function lastRuns(standing: readonly Run[]): readonly Run[] {
  const before = standing.slice(0, -1);
  const firstOfTail = before.findLastIndex((run) => !isInterrupted(run)) + 1;
  return standing.slice(firstOfTail);
}
