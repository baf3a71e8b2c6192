import type { UnitRecord } from "../../../core/journal.ts";
import type { UndoRecord } from "./undo-record.ts";

/**
 * Stops what we started, disables what we enabled. What ran before is started or reloaded at the end of the undo, when the
 * files that it reads are back.
 */
export const undoUnit: UndoRecord<UnitRecord> = async (record, _after, { host, services }) => {
  const now = await services.state(host, record.unit);
  if (!now.loaded) return undefined;
  // Also one that failed to start: its service manager may be about to try once more.
  if (!record.active) await services.stop(host, record.unit);
  if (now.enabled && !record.enabled) await services.disable(host, record.unit);
  if (!now.enabled && record.enabled) await services.enable(host, record.unit);
  return undefined;
};
