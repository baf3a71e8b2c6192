import { diff3Merge } from "node-diff3";
import { linesOf } from "./edit.ts";

/** One text in three versions. */
export interface Versions {
  /** What both others were made from. */
  readonly base: string;
  readonly theirs: string;
  readonly ours: string;
}

/**
 * The text with what either side changed of the base, line by line, as diff3(1) does it. Undefined where both changed the
 * same lines, or lines side by side, in two ways. A last line without its line end gets one.
 */
export function mergeTexts({ base, theirs, ours }: Versions): string | undefined {
  const parts = diff3Merge(endedLines(theirs), endedLines(base), endedLines(ours), {
    // Both made the same change: that is no conflict.
    excludeFalseConflicts: true,
  }) as readonly Part[];
  const lines: string[] = [];
  for (const part of parts) {
    if (part.ok === undefined) return undefined;
    for (const line of part.ok) lines.push(line);
  }
  return lines.join("");
}

interface Part {
  /** Lines that nobody disputes; undefined for those of a conflict. */
  readonly ok?: readonly string[];
}

/** Lines that can stand behind one another in any order. */
function endedLines(text: string): string[] {
  if (text === "") return [];
  return [...linesOf(text.endsWith("\n") ? text : `${text}\n`)];
}
