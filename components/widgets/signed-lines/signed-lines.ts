import { pad } from "../../theme/cells.ts";
import type { SignName, Tone } from "../../theme/theme.ts";
import { wrapText } from "../../theme/wrap-text.ts";

/** One row of text, its sign before it. */
export interface SignedLine {
  readonly text: string;
  readonly sign?: SignName | undefined;
  readonly tone?: Tone | undefined;
  readonly bold?: boolean | undefined;
  /** Columns that are left free before the text; a sign stands in them. */
  readonly indent?: number | undefined;
}

/** Columns of a sign and the blank after it. */
export const signColumns = 3;

export const blankLine: SignedLine = { text: "" };

/** A text in as many rows as it takes; the sign stands before the first of them. */
export function signedLines(
  text: string,
  width: number,
  look: Omit<SignedLine, "text"> = {},
): readonly SignedLine[] {
  const indent = look.indent ?? (look.sign === undefined ? 0 : signColumns);
  const { sign, ...rest } = look;
  return wrapText(text, width - indent).map((line, place) => ({
    ...rest,
    indent,
    text: line,
    ...(place === 0 ? { sign } : {}),
  }));
}

/** A name and what belongs to it, in a column of its own. */
export function labelledLines(
  label: string,
  labelWidth: number,
  text: string,
  width: number,
): readonly SignedLine[] {
  return wrapText(text, width - labelWidth).map((line, place) =>
    place === 0 ? { text: pad(label, labelWidth) + line } : { text: line, indent: labelWidth },
  );
}

/** At most so many rows; the last of them tells how many are left out, and where they are seen. */
export function atMost(lines: readonly SignedLine[], rows: number, where = ""): readonly SignedLine[] {
  if (lines.length <= rows) return lines;
  if (rows <= 0) return [];
  const kept = lines.slice(0, rows - 1);
  const hidden = lines.length - kept.length;
  const text = `and ${hidden} more ${hidden === 1 ? "line" : "lines"}${where === "" ? "" : `; ${where}`}`;
  return [...kept, { text, tone: "dim", indent: signColumns }];
}
