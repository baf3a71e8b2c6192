import type { Column, Goal, Row, Table } from "./part.ts";

/** Whether a row failed or misses its goal; one that was skipped has none to miss. */
export function isMissed({ cells, goal, failed }: Row): boolean {
  if (failed !== undefined) return true;
  if (goal === undefined) return false;
  const figure = cells[goal.column];
  if (typeof figure !== "number") return false;
  return !("atMost" in goal ? figure <= goal.atMost : figure >= goal.atLeast);
}

/** The rows as lines of text in columns, and the reasons of those that were not measured. */
export function tableOf({ columns, rows }: Pick<Table, "columns" | "rows">): string {
  const goals = rows.some(({ goal }) => goal !== undefined);
  const head = ["", ...columns.map(({ name }) => name), ...(goals ? ["goal"] : []), ""];
  const lines = [
    head,
    ...rows.map((row) => [
      row.name,
      ...columns.map((column) => textOf(column, row)),
      ...(goals ? [goalOf(row.goal)] : []),
      verdictOf(row),
    ]),
  ];
  const widths = head.map((_, place) => Math.max(...lines.map((line) => line[place]?.length ?? 0)));
  const isText = (place: number) =>
    place === 0 ||
    place === head.length - 1 ||
    (place <= columns.length && columns[place - 1]?.digits === undefined);
  return lines
    .map((line) =>
      line
        .map((cell, place) =>
          isText(place) ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function textOf({ name, digits }: Column, { cells }: Row): string {
  const cell = cells[name];
  return typeof cell === "number" ? cell.toFixed(digits ?? 0) : (cell ?? "");
}

function goalOf(goal: Goal | undefined): string {
  if (goal === undefined) return "";
  return "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
}

function verdictOf(row: Row): string {
  if (row.failed !== undefined) return `failed: ${row.failed.replace(/\s+/g, " ")}`;
  if (row.skipped !== undefined) return `skipped: ${row.skipped.replace(/\s+/g, " ")}`;
  if (row.goal === undefined || row.cells[row.goal.column] === undefined) return "";
  return isMissed(row) ? "missed" : "met";
}
