import type { PortRecord } from "../../../core/journal.ts";
import { firewallById } from "../../../firewalls/index.ts";
import type { UndoRecord } from "./undo-record.ts";

/** Our own rule alone goes, or comes back. */
export const undoPort: UndoRecord<PortRecord> = async (record, _after, { host }) => {
  const firewall = firewallById(record.manager);
  if (record.open) await firewall.open(host, record);
  else {
    await firewall.close(host, record);
    await firewall.tidy?.(host, record.absent ?? []);
  }
  return undefined;
};
