import { cells, splitLetters } from "./cells.ts";

/** The text in lines of at most so many cells, broken at blanks; a word that is too long is broken where it must. */
export function wrapText(text: string, width: number): readonly string[] {
  const room = Math.max(1, width);
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [""];
    for (const word of paragraph.split(" ").flatMap((each) => pieces(each, room))) {
      const last = lines.at(-1) ?? "";
      if (last === "") lines[lines.length - 1] = word;
      else if (cells(last) + 1 + cells(word) <= room) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

function pieces(word: string, width: number): readonly string[] {
  if (cells(word) <= width) return [word];
  const found: string[] = [""];
  for (const letter of splitLetters(word)) {
    const last = found.at(-1) ?? "";
    if (cells(last) + cells(letter) <= width) found[found.length - 1] = last + letter;
    else found.push(letter);
  }
  return found;
}
