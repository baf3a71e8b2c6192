import { sourceById } from "../../../certificates/index.ts";
import type { FetchedRecord } from "../../../core/journal.ts";
import type { UndoRecord } from "./undo-record.ts";

/** The program that fetched a certificate takes it back, or keeps what an authority must not be asked for twice. */
export const undoFetched: UndoRecord<FetchedRecord> = async (record, after, context) =>
  sourceById(record.source, context.sources).takeBack?.(record, after, context);
