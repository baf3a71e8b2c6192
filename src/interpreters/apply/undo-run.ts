import { Failure } from "../../core/errors.ts";
import type { Run, UndoReason } from "../../core/journal.ts";
import { testConfig } from "./config-test.ts";
import type { ApplyEvent } from "./events.ts";
import type { JournalFile } from "./journal-file.ts";
import { reloadAndSettle } from "./reload.ts";
import { undoStep } from "./undo/index.ts";
import type { UndoContext } from "./undo/undo-record.ts";

export interface UndoOptions extends UndoContext {
  readonly journal: JournalFile;
  readonly why: UndoReason;
  readonly onEvent: (event: ApplyEvent) => void;
}

/**
 * Walks one run backwards through the journal and takes every step back that still stands.
 * It can be cut off and begun again. A step that cannot be taken back is told and the walk goes on.
 * @returns what is left, one sentence each; empty when the box is as it was before the run
 */
export async function undoRun(run: Run, options: UndoOptions): Promise<readonly string[]> {
  const { host, journal, why, onEvent } = options;
  const id = run.start.run;
  await journal.append({ type: "undo", run: id, at: host.now().toISOString(), why });
  const standing = run.steps.filter((step) => !step.undone || step.kept !== undefined).reverse();
  onEvent({ type: "undo-started", total: standing.length, why });
  const left: string[] = [];
  for (const step of standing) {
    const kept = await undoStep(step, options).catch(reasonOf);
    await journal.append({
      type: "undone",
      run: id,
      step: step.begin.step,
      ...(kept === undefined ? {} : { kept }),
    });
    if (step.begin.record.kind !== "nothing") {
      onEvent({ type: "undone", title: step.begin.title, ...(kept === undefined ? {} : { kept }) });
    }
    if (kept !== undefined) left.push(kept);
  }
  left.push(...(await settleServices(run, options)));
  await journal.append({
    type: "end",
    run: id,
    at: host.now().toISOString(),
    outcome: left.length === 0 ? "undone" : "incomplete",
  });
  return left;
}

/** Services that ran before the run and run on take up the files that are back, after their own test. */
async function settleServices(run: Run, { host, services }: UndoOptions): Promise<readonly string[]> {
  const left: string[] = [];
  await services.reloadUnits(host);
  for (const { begin } of run.steps) {
    if (begin.record.kind !== "unit" || !begin.record.active) continue;
    const { unit, test } = begin.record;
    if (!(await services.state(host, unit)).active) continue;
    try {
      if (test !== undefined) await testConfig(host, test);
      await reloadAndSettle(host, services, begin.record);
    } catch (error) {
      left.push(`${unit} runs on with its old configuration: ${reasonOf(error)}`);
    }
  }
  return left;
}

function reasonOf(error: unknown): string {
  if (error instanceof Failure && error.said !== undefined) return `${error.message}: ${error.said}`;
  return error instanceof Error ? error.message : String(error);
}
