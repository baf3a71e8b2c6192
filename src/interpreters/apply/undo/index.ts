import type { RunStep, Spared, StepRecord } from "../../../core/journal.ts";
import { undoFetched } from "./fetched.ts";
import { undoPackages } from "./packages.ts";
import { undoPaths } from "./paths.ts";
import { undoPort } from "./port.ts";
import { undoRehearsed } from "./rehearsed.ts";
import type { StepContext, UndoContext, UndoRecord } from "./undo-record.ts";
import { undoUnit } from "./unit.ts";

type RecordOf<K extends StepRecord["kind"]> = Extract<StepRecord, { readonly kind: K }>;

const undoers: { readonly [K in StepRecord["kind"]]: UndoRecord<RecordOf<K>> } = {
  paths: undoPaths,
  packages: undoPackages,
  unit: undoUnit,
  port: undoPort,
  fetched: undoFetched,
  rehearsed: undoRehearsed,
  nothing: async () => undefined,
};

/** Takes one journalled step back. @returns why something stays, or undefined */
export function undoStep(
  step: RunStep,
  context: UndoContext & Pick<StepContext, "spared" | "resumed">,
): Promise<string | Spared | undefined> {
  const undo = undoers[step.begin.record.kind] as UndoRecord<StepRecord>;
  return undo(step.begin.record, step.after, { ...context, again: step.undone });
}
