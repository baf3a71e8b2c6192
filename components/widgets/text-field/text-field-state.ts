import type { KeyPress } from "../../keys/key-press.ts";
import { cells, splitLetters } from "../../theme/cells.ts";

/** A line of text that is being typed. */
export interface TextFieldState {
  readonly text: string;
  /** Letters before the cursor; a letter with its accents counts as one. */
  readonly cursor: number;
}

/** The text with the cursor at its end. */
export function fieldWith(text: string): TextFieldState {
  return { text, cursor: splitLetters(text).length };
}

/** The field after a press; the same object where the press changes nothing; undefined where it means nothing here. */
export function editText(state: TextFieldState, press: KeyPress): TextFieldState | undefined {
  const letters = splitLetters(state.text);
  const cursor = Math.min(state.cursor, letters.length);
  const before = letters.slice(0, cursor);
  const after = letters.slice(cursor);
  if (press.text !== undefined) return joined([...before, press.text].join(""), after);
  switch (press.name) {
    case "left":
    case "ctrl-b":
      return moved(state, Math.max(0, cursor - 1));
    case "right":
    case "ctrl-f":
      return moved(state, Math.min(letters.length, cursor + 1));
    case "home":
    case "ctrl-a":
      return moved(state, 0);
    case "end":
    case "ctrl-e":
      return moved(state, letters.length);
    case "backspace":
    case "ctrl-h":
      return joined(before.slice(0, -1).join(""), after);
    case "delete":
    case "ctrl-d":
      return joined(before.join(""), after.slice(1));
    case "ctrl-u":
      return joined("", after);
    case "ctrl-k":
      return joined(before.join(""), []);
    case "ctrl-w":
      return joined(before.join("").replace(/\S+\s*$/u, ""), after);
    default:
      return undefined;
  }
}

function moved(state: TextFieldState, cursor: number): TextFieldState {
  return { ...state, cursor };
}

/** Text put before the cursor can melt with its neighbours into one letter (accents), so letters are counted anew. */
function joined(before: string, after: readonly string[]): TextFieldState {
  const text = before + after.join("");
  return { text, cursor: splitLetters(text).length - splitLetters(after.join("")).length };
}

/** The part of a long line that is seen, and the cursor's column within it. */
export interface Window {
  readonly text: string;
  readonly column: number;
  /** Text stands before, behind. */
  readonly cutStart: boolean;
  readonly cutEnd: boolean;
}

/** The part that fits in so many cells, the cursor always in it; one cell is kept for a cursor behind the text. */
export function windowOf({ text, cursor }: TextFieldState, width: number): Window {
  const letters = splitLetters(text);
  const size = Math.max(2, width);
  let start = 0;
  let column = cells(letters.slice(0, cursor).join(""));
  while (column > size - 1) {
    column -= cells(letters[start] ?? "");
    start += 1;
  }
  let end = start;
  let used = 0;
  for (const letter of letters.slice(start)) {
    const next = used + cells(letter);
    if (next > (end + 1 === letters.length ? size : size - 1)) break;
    used = next;
    end += 1;
  }
  return {
    text: letters.slice(start, end).join(""),
    column,
    cutStart: start > 0,
    cutEnd: end < letters.length,
  };
}
