import { asFailure } from "./as-failure.ts";
import { exitCode, Failure } from "./core/errors.ts";
import type { Installation } from "./core/facts.ts";
import { installationOf } from "./core/installation.ts";
import { isInterrupted, type Run, type RunVerb, stands, type UndoReason } from "./core/journal.ts";
import { afterLeft, withAsides } from "./core/left-over.ts";
import { paths } from "./core/paths.ts";
import type { Environment } from "./environment.ts";
import type { Host } from "./host/host.ts";
import type { ApplyEvent } from "./interpreters/apply/events.ts";
import { JournalFile } from "./interpreters/apply/journal-file.ts";
import { undoRun } from "./interpreters/apply/undo-run.ts";
import { refuseUnfinished } from "./refuse.ts";

/** The right to change the box: one process has it at a time, and the kernel takes it back when that one ends. */
export interface Session extends Environment {
  readonly journal: JournalFile;
  readonly onEvent: (event: ApplyEvent) => void;
}

/** Runs `work` under the lock. @throws Failure (75) at once when another run holds it */
export async function withSession<T>(
  environment: Environment,
  onEvent: (event: ApplyEvent) => void,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { host } = environment;
  return await underLock(host, async () => {
    const journal = await JournalFile.open(host);
    const result = await work({ ...environment, journal, onEvent }).catch(async (error) => {
      // What went wrong first is what counts.
      await tidy(journal).catch(() => {});
      throw asOpen(error, journal);
    });
    await tidy(journal);
    return result;
  });
}

/** For a change of the box that the journal does not tell of. @throws Failure (75) at once when another run has the lock */
export async function underLock<T>(host: Host, work: () => Promise<T>): Promise<T> {
  const lock = await host.lock(paths.lock);
  if (lock === undefined) {
    throw new Failure("another run of wss-setup is at it", {
      kind: "operator",
      exitCode: exitCode.locked,
      next: "wait until it has ended",
    });
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** The journal goes once nothing of ours is left on the box. */
async function tidy(journal: JournalFile): Promise<void> {
  if (journal.runs.every((run) => !stands(run) && !isInterrupted(run))) await journal.discard();
}

/** What nobody expected in the middle of a run leaves the run open, and the exit code must say so. */
function asOpen(error: unknown, journal: JournalFile): unknown {
  if (error instanceof Failure || !journal.runs.some(isInterrupted)) return error;
  const { message, kind } = asFailure(error);
  return new Failure(message, {
    kind,
    exitCode: exitCode.rollbackIncomplete,
    cause: error,
    next: "wss-setup undo --yes",
  });
}

/** What earlier runs left, as the journal tells it. */
export function installation(journal: JournalFile): Installation | undefined {
  return installationOf(journal.runs);
}

export interface TakeBackOptions {
  /** No older run stays. */
  readonly all?: boolean;
  /** Aborted: nobody waits any longer for another program. */
  readonly signal?: AbortSignal;
}

/**
 * Takes runs back, the newest first, and stops at one of which not even the begin can be written down.
 * @returns what is left, one sentence each
 * @throws Failure where that is so at once, and the box is as a whole run had left it
 */
export async function takeBackRuns(
  session: Session,
  runs: readonly Run[],
  why: (run: Run) => UndoReason,
  options: TakeBackOptions = {},
): Promise<readonly string[]> {
  const { host, journal, services, sources, onEvent } = session;
  const onLine = (line: string) => onEvent({ type: "line", line });
  const common = { host, journal, services, sources, onEvent, onLine, waited: { seconds: 0 } };
  const left: string[] = [];
  for (const [index, run] of runs.toReversed().entries()) {
    try {
      left.push(...(await undoRun(run, { ...common, ...options, why: why(run) })));
    } catch (error) {
      if (!(error instanceof Failure) || (index === 0 && !isInterrupted(run))) throw error;
      return [...left, `what the run of ${run.start.at} changed is still there: ${error.message}`];
    }
  }
  return withAsides(left, asWalked(runs, journal));
}

function asWalked(runs: readonly Run[], journal: JournalFile): readonly Run[] {
  return runs.map(({ start }) => journal.run(start.run));
}

/**
 * What comes before any plan: an interrupted run is taken back.
 * @param signal aborted: nobody waits any longer for another program
 * @throws Failure (64) where a rotation has to wait, and nothing was touched; (3) when something of the run is left
 */
export async function begin(session: Session, verb: RunVerb, signal?: AbortSignal): Promise<void> {
  const installed = installation(session.journal);
  if (verb === "rotate" && installed !== undefined) refuseUnfinished(installed);
  await recover(session, signal);
}

/**
 * An interrupted run is taken back before anything else starts.
 * @param signal aborted: nobody waits any longer for another program
 * @throws Failure (3) when something of it is left
 */
export async function recover(session: Session, signal?: AbortSignal): Promise<void> {
  const cut = session.journal.runs.filter(isInterrupted);
  if (cut.length === 0) return;
  session.onEvent({ type: "line", line: "The last run was cut off in the middle; it is taken back first." });
  const left = await takeBackRuns(session, cut, reasonOf, signal && { signal });
  if (left.length > 0)
    throw incomplete("The interrupted run could not be taken back as a whole", left, {
      session,
      runs: cut,
      verb: "undo",
    });
}

/** An undo that the operator asked for goes on as one: what a run that failed would keep was to go as well. */
function reasonOf({ undo }: Run): UndoReason {
  return undo === "request" ? "request" : "crash";
}

export interface Incomplete {
  readonly session: Session;
  /** They were to go. */
  readonly runs: readonly Run[];
  /** Takes back what remains, once it can. */
  readonly verb: "undo" | "remove";
}

/** Exit code 3: what remains is listed, and what to do about it. */
export function incomplete(
  message: string,
  left: readonly string[],
  { session: { journal }, runs, verb }: Incomplete,
): Failure {
  return new Failure(`${message}: ${left.join("; ")}`, {
    kind: "operator",
    exitCode: exitCode.rollbackIncomplete,
    next: afterLeft(asWalked(runs, journal), verb),
  });
}
