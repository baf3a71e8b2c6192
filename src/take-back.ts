import { isInterrupted, type Run, stands } from "./core/journal.ts";
import { paths } from "./core/paths.ts";
import { incomplete, type Session, takeBackRuns } from "./session.ts";

/** What the operator wants taken back: the last run, or everything. */
export type TakeBack = "undo" | "remove";

/**
 * Takes back the last run (and any that was cut off just before it), or all runs.
 * @param signal aborted: nobody waits any longer for another program
 * @throws Failure (3) when something is left
 */
export async function takeBack(
  session: Session,
  what: TakeBack,
  signal?: AbortSignal,
): Promise<readonly Run[]> {
  const standing = session.journal.runs.filter((run) => stands(run) || isInterrupted(run));
  const runs = what === "undo" ? lastRuns(standing) : standing;
  const all = what === "remove";
  const left = await takeBackRuns(session, runs, () => "request", { all, ...(signal && { signal }) });
  if (left.length > 0) throw incomplete("Taken back, but not all", left, { session, runs, verb: what });
  if (!session.journal.runs.some(stands)) await session.host.remove(paths.draft);
  return runs;
}

/** The newest run, and with it the interrupted ones that it went on from. */
function lastRuns(standing: readonly Run[]): readonly Run[] {
  const before = standing.slice(0, -1);
  const firstOfTail = before.findLastIndex((run) => !isInterrupted(run)) + 1;
  return standing.slice(firstOfTail);
}
