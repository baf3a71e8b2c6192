import type { OperatorEvent } from "../../src/wizard/events.ts";
import type { KeyRow } from "./key-row.ts";

/** The keys that work everywhere; a screen that names one of them in its own table has its own meaning for it. */
export function commonKeys(
  send: (event: OperatorEvent) => void,
  { typing, overlay }: { readonly typing: boolean; readonly overlay: boolean },
): readonly KeyRow[] {
  const quit: KeyRow = { label: "Ctrl-C", does: "quit", on: ["ctrl-c"], run: () => send({ type: "QUIT" }) };
  if (overlay) return [{ ...quit, quiet: true }];
  const help = () => send({ type: "HELP" });
  const log: KeyRow = { label: "l", does: "log", on: ["l"], run: () => send({ type: "LOG" }), quiet: true };
  return [
    ...(typing ? [] : [log]),
    {
      label: typing ? "F1" : "?",
      does: "help",
      on: typing ? ["f1"] : ["?", "f1"],
      run: help,
      kept: true,
    },
    quit,
  ];
}

/** The screen's own table, and the common keys that it does not name. */
export function wholeTable(own: readonly KeyRow[], common: readonly KeyRow[]): readonly KeyRow[] {
  const named = new Set(own.flatMap(({ on }) => on));
  return [...own, ...common.filter(({ on }) => !on.some((name) => named.has(name)))];
}
