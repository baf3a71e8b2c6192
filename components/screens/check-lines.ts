import type { Check } from "../../src/verify/check.ts";
import { cells, pad } from "../theme/cells.ts";
import type { SignName } from "../theme/theme.ts";
import { type SignedLine, signColumns, signedLines } from "../widgets/signed-lines/signed-lines.ts";

export const checkSign: Readonly<Record<Check["status"], SignName>> = {
  ok: "good",
  warning: "warning",
  failed: "failed",
};

/** The widest title, as far as it leaves room for what was seen. */
export function titleColumns(checks: readonly Check[], width: number): number {
  return Math.min(Math.floor(width / 3), Math.max(0, ...checks.map(({ title }) => cells(title))));
}

/** A check in one or more rows: what was looked at, what was seen; narrow, both in one text. */
export function checkLines(
  check: Check,
  titleWidth: number,
  width: number,
  narrow: boolean,
): readonly SignedLine[] {
  const { title, seen, status } = check;
  const sign = checkSign[status];
  if (narrow || cells(title) > titleWidth) return signedLines(`${title}: ${seen}`, width, { sign });
  const indent = signColumns + titleWidth + 3;
  return signedLines(seen, width, { indent }).map((line, place) =>
    place === 0 ? { ...line, sign, indent: signColumns, text: pad(title, titleWidth + 3) + line.text } : line,
  );
}

/** The same with what most likely brought it about and what helps. */
export function checkWithCause(
  check: Check,
  titleWidth: number,
  width: number,
  narrow: boolean,
): readonly SignedLine[] {
  const { cause, fix, status } = check;
  const indent = signColumns;
  return [
    ...checkLines(check, titleWidth, width, narrow),
    ...(cause === undefined || status === "ok" ? [] : signedLines(cause, width, { indent })),
    ...(fix === undefined || status === "ok" ? [] : signedLines(`Do this: ${fix}`, width, { indent })),
  ];
}
