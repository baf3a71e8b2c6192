import type { Column, Row, Table } from "../part.ts";
import type { Contender } from "./contender.ts";
import type { Lab } from "./lab.ts";

type NoLab = { readonly reason: string };

/** Whether there are no boxes here. */
export function withoutLab(lab: Lab | NoLab): lab is NoLab {
  return "reason" in lab;
}

/** The table of a part that could not be measured. */
export function skippedTable(title: string, columns: readonly Column[], reason: string): Table {
  return { title, columns, rows: [{ name: "all", cells: {}, skipped: reason }] };
}

/** Lines for those that could not be set up. */
export function absentRows({ absent }: Lab): readonly Row[] {
  return absent.map(({ contender, reason }) => notMeasured(contender, {}, reason));
}

/** What wss-setup sets up must stand the load; what a guide sets up need not. */
export function notMeasured({ name, way }: Contender, cells: Row["cells"], reason: string): Row {
  return { name, cells, ...(way === "ours" ? { failed: reason } : { skipped: reason }) };
}
