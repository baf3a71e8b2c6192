import { type ExitCode, exitCode, Failure } from "../core/errors.ts";
import { reportFailure } from "./report-failure.ts";
import type { Terminal } from "./terminal.ts";
import type { Verb } from "./verb.ts";

/** Milliseconds that a run has to take itself back: it may wait ten minutes for another apt. */
const patience = 20 * 60_000;

export interface Stoppable {
  readonly verb: Pick<Verb, "onlyLooks" | "cutOff">;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Ends the verb in order. */
  readonly stop: AbortController;
}

/**
 * Runs a verb so that an error which reaches nobody (thrown in a callback, or by a promise that nobody waits for) ends in
 * plain words as well. It stops the verb as a signal does, so that what was begun is taken back. Where that leads to no
 * end, or at another signal, the process ends: a guard of the firewall or of the terminal sees that, and the next run
 * takes the rest back.
 */
export async function withStrayErrors(
  { verb, terminal, json, stop }: Stoppable,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const away = new AbortController();
  let stray: Failure | undefined;
  const giveUp = () => {
    if (stray !== undefined) process.exit(reportFailure(cutOff(stray, verb.cutOff), terminal, json));
  };
  const onStray = (error: unknown) => {
    if (stray !== undefined) return;
    stray = mistake(error);
    if (verb.onlyLooks) return giveUp();
    stop.abort(stray);
    const timer = setTimeout(giveUp, patience).unref();
    away.signal.addEventListener("abort", () => clearTimeout(timer));
    // Nothing is left that could bring the verb to its end.
    listen("beforeExit", giveUp);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) listen(name, giveUp);
  };
  const listen = (name: string, listener: (error: unknown) => void) => {
    process.on(name, listener);
    away.signal.addEventListener("abort", () => process.off(name, listener));
  };
  listen("uncaughtException", onStray);
  try {
    const code = await work();
    // It was done all the same, and its result is told by now.
    if (stray !== undefined) reportFailure(stray, terminal, false);
    return code;
  } finally {
    away.abort();
  }
}

/** Whoever threw it: that nobody waited for it is ours. */
function mistake(error: unknown): Failure {
  return new Failure(error instanceof Error ? error.message : String(error), {
    kind: "bug",
    exitCode: exitCode.failedAndRolledBack,
    cause: error,
  });
}

/** @param next what to do about a box on which something may be left; undefined where nothing is */
function cutOff(stray: Failure, next: string | undefined): Failure {
  if (next === undefined) return stray;
  return new Failure(`${stray.message}. What was begun is left as it is.`, {
    kind: "bug",
    exitCode: exitCode.rollbackIncomplete,
    cause: stray.cause,
    next: `${next}; and please report it with the command you ran`,
  });
}
