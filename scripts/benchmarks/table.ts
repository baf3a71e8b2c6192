import type { Row } from "./part.ts";

const head = ["", "ms", "CPU ms", "against", "time", "CPU", "goal", ""];

/** Whether a row misses its goal; one that was skipped has none to miss. */
export function isMissed({ wallRatio, goal }: Row): boolean {
  return wallRatio !== undefined && goal !== undefined && !(wallRatio <= goal);
}

/** The rows as lines of text in columns, and the reasons of those that were skipped. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [head, ...rows.map(cellsOf)];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column === 0 || column === 3 || column === 7;
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf(row: Row): readonly string[] {
  const { name, wall, cpu, against = "", wallRatio, cpuRatio, goal, skipped } = row;
  const verdict = goal === undefined ? "" : isMissed(row) ? "missed" : "met";
  return [
    name,
    wall?.toFixed(0) ?? "",
    cpu?.toFixed(0) ?? "",
    against,
    wallRatio?.toFixed(2) ?? "",
    cpuRatio?.toFixed(2) ?? "",
    goal === undefined ? "" : `≤ ${goal}`,
    skipped === undefined ? verdict : `skipped: ${skipped}`,
  ];
}
