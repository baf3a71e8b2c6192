import type { KeyRow } from "../keys/key-row.ts";
import { cells } from "../theme/cells.ts";

/** The footer's parts: `Enter next`. */
export function hint({ label, does }: KeyRow): string {
  return `${label} ${does}`;
}

/**
 * As many keys as fit in the given cells, in their order. What is cut off is shown by `more`, unless it is `late` and
 * so left to the help; the keys marked `kept` (Enter, Esc, help) are there in any case.
 */
export function fitHints(rows: readonly KeyRow[], width: number, separator: string, more: string): string {
  const spoken = rows.filter((row) => row.quiet !== true);
  const all = spoken.map(hint).join(separator);
  if (cells(all) <= width) return all;
  const taken = new Set(spoken.filter((row) => row.kept === true));
  const text = () => {
    const shown = spoken.filter((row) => taken.has(row));
    const cut = spoken.some((row) => row.late !== true && !taken.has(row));
    return shown.map(hint).join(separator) + (cut ? ` ${more}` : "");
  };
  const late = spoken.filter((row) => row.late === true);
  for (const row of [...spoken.filter((each) => each.late !== true), ...late]) {
    if (taken.has(row)) continue;
    taken.add(row);
    if (cells(text()) > width) taken.delete(row);
  }
  return text();
}
