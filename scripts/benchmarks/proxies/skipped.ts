import type { Column, Row, Table } from "../part.ts";
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

/** Lines for those that could not be set up; the first line of what was said. */
export function absentRows({ absent }: Lab): readonly Row[] {
  return absent.map(({ contender, reason }) => ({
    name: contender.name,
    cells: {},
    skipped: reason.split("\n")[0] ?? "",
  }));
}
