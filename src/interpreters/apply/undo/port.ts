import type { PortRecord } from "../../../core/journal.ts";
import { firewallById } from "../../../firewalls/index.ts";
import type { UndoRecord } from "./undo-record.ts";

/** Our own rule alone goes, or comes back to where it stood. */
export const undoPort: UndoRecord<PortRecord> = async (record, _after, { host, onLine }) => {
  const firewall = firewallById(record.manager);
  const { open, place, absent = [] } = record;
  if (!open) {
    await firewall.close(host, record);
    await firewall.tidy?.(host, record, absent);
  } else if (place === undefined || firewall.putBack === undefined) await firewall.open(host, record);
  else await firewall.putBack(host, record, place, onLine);
  return undefined;
};
