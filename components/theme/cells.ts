import stringWidth from "string-width";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a reader takes for one letter each: a cursor never stands within one. */
export function splitLetters(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Cells that a text takes in a terminal. */
export function cells(text: string): number {
  return stringWidth(text);
}

/** The text in at most so many cells; what does not fit is replaced by `more`. */
export function cutTo(text: string, width: number, more: string): string {
  if (cells(text) <= width) return text;
  const kept: string[] = [];
  let left = width - cells(more);
  for (const letter of splitLetters(text)) {
    left -= cells(letter);
    if (left < 0) break;
    kept.push(letter);
  }
  return width < cells(more) ? "" : kept.join("") + more;
}

/** The text followed by blanks, in exactly so many cells. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cells(text)));
}
