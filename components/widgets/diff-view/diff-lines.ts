import type { Tone } from "../../theme/theme.ts";

export interface DiffLine {
  readonly sign: "+" | "-" | " " | "@";
  readonly text: string;
}

/** The lines of a unified diff (diff(1), "Unified Format"), without the heads that name the files. */
export function diffLines(diff: string): readonly DiffLine[] {
  const lines = diff.replace(/\n$/, "").split("\n");
  const body = lines.findIndex((line) => line.startsWith("@@"));
  return lines.slice(Math.max(0, body)).flatMap((line): readonly DiffLine[] => {
    const sign = line.charAt(0);
    // Only where there is no hunk do heads come through: they tell which file the lines below are of.
    if (body === -1 && line.startsWith("+++ ")) return [{ sign: "@", text: line.slice(4) }];
    if (sign === "+" || sign === "-" || sign === " ") return [{ sign, text: line.slice(1) }];
    if (sign === "@") return [{ sign: "@", text: line }];
    return line === "" ? [{ sign: " ", text: "" }] : [];
  });
}

export const toneOfSign: Readonly<Record<DiffLine["sign"], Tone | undefined>> = {
  "+": "good",
  "-": "bad",
  " ": undefined,
  "@": "dim",
};

/** What a screen reader says before a line. */
export const wordOfSign: Readonly<Record<DiffLine["sign"], string>> = {
  "+": "added:",
  "-": "removed:",
  " ": "same:",
  "@": "place:",
};

/** A line cut into pieces of so many cells at most, for when nothing may be cut off. */
export function wrapDiffLine({ sign, text }: DiffLine, width: number): readonly DiffLine[] {
  const letters = [...text];
  const size = Math.max(1, width);
  const pieces: DiffLine[] = [];
  for (let at = 0; at === 0 || at < letters.length; at += size) {
    pieces.push({ sign, text: letters.slice(at, at + size).join("") });
  }
  return pieces;
}
