import { cells } from "../../components/theme/cells.ts";
import { wrapText } from "../../components/theme/wrap-text.ts";

/** Columns of a text that are too few to be worth a column of its own. */
const fewest = 30;

/**
 * Lines that are too wide for a terminal, broken at blanks; each goes on below its own text, behind the sign and the label
 * that stand before it. @param columns undefined: they stay as they are
 */
export function inColumns(text: string, columns: number | undefined): string {
  if (columns === undefined) return text;
  return text
    .split("\n")
    .map((line) => (cells(line) <= columns ? line : broken(line, columns)))
    .join("\n");
}

function broken(line: string, columns: number): string {
  const before = /^ *(?:[^ ] {2,})?(?:[^ ]+(?: [^ ]+){0,5} {2,})?/.exec(line)?.[0] ?? "";
  const blanks = /^ */.exec(line)?.[0] ?? "";
  const label = columns - cells(before) < fewest ? blanks : before;
  // A command for a shell stays in one piece, so that what is copied still runs.
  const rest = line.slice(label.length);
  if (rest.startsWith("sudo ")) return line;
  const indent = " ".repeat(cells(label));
  return label + wrapText(rest, columns - cells(label)).join(`\n${indent}`);
}
