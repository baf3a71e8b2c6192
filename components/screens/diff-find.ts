import type { DiffLine } from "../widgets/diff-view/diff-lines.ts";

/** The next line that holds the text, from a line on and then from the top; undefined where none does. */
export function findLine(lines: readonly DiffLine[], wanted: string, from: number): number | undefined {
  const text = wanted.toLowerCase();
  if (text === "") return undefined;
  const holds = (line: DiffLine) => line.text.toLowerCase().includes(text);
  const after = lines.findIndex((line, place) => place >= from && holds(line));
  const at = after === -1 ? lines.findIndex(holds) : after;
  return at === -1 ? undefined : at;
}
