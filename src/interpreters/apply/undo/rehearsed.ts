import { sourceById } from "../../../certificates/index.ts";
import type { RehearsedRecord } from "../../../core/journal.ts";
import type { UndoRecord } from "./undo-record.ts";

/** A trial that ended left nothing; of one that was cut off the program may be at work, and its challenge in a folder of ours. */
export const undoRehearsed: UndoRecord<RehearsedRecord> = async ({ source }, after, context) => {
  if (after === undefined) await sourceById(source, context.sources).settle?.(context);
  return undefined;
};
