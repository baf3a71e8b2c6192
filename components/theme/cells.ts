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

/** The text in lines of at most so many cells, broken at blanks; a word that is longer is broken within. */
export function breakLines(text: string, width: number): readonly string[] {
  const size = Math.max(1, width);
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer = line === undefined ? word : `${line} ${word}`;
    if (cells(longer) <= size) {
      line = longer;
      continue;
    }
    if (line !== undefined) lines.push(line.trimEnd());
    line = undefined;
    for (const piece of pieces(word, size)) {
      if (line !== undefined) lines.push(line);
      line = piece;
    }
  }
  return line === undefined ? lines : [...lines, line];
}

function pieces(word: string, size: number): readonly string[] {
  const result: string[] = [];
  for (const letter of splitLetters(word)) {
    const last = result.at(-1);
    if (last !== undefined && cells(last + letter) <= size) result[result.length - 1] = last + letter;
    else result.push(letter);
  }
  return result;
}
