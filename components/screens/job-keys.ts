import type { OperatorEvent } from "../../src/wizard/events.ts";
import type { KeyRow } from "../keys/key-row.ts";

/** The keys of a screen on which work goes on: the log, the help, and Ctrl-C with what it does there. */
export function jobKeys(
  send: (event: OperatorEvent) => void,
  leave: Pick<KeyRow, "does"> & Partial<KeyRow>,
): readonly KeyRow[] {
  return [
    { label: "l", does: "full log", on: ["l"], run: () => send({ type: "LOG" }) },
    { label: "?", does: "help", on: ["?", "f1"], run: () => send({ type: "HELP" }), kept: true },
    { label: "Ctrl-C", on: ["ctrl-c"], run: () => send({ type: "QUIT" }), ...leave },
  ];
}
