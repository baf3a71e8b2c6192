import type { Key } from "ink";

/** One key, or one paste. */
export interface KeyPress {
  /** `enter`, `up`, `ctrl-a`, `alt-b`, `f1`, `paste`; of a letter the letter itself. */
  readonly name: string;
  /** What it writes into a field. */
  readonly text?: string;
}

const named = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "page-up"],
  ["pageDown", "page-down"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "delete"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/**
 * What Ink heard, key by key: what was typed ahead on a slow line arrives as one piece, and an Enter in it is still
 * an Enter.
 */
export function readKeys(input: string, key: Key): readonly KeyPress[] {
  const name = named.find(([flag]) => key[flag])?.[1];
  if (name !== undefined) return [{ name: key.shift && name === "tab" ? "shift-tab" : name }];
  if (key.ctrl) return input === "" ? [] : [{ name: `ctrl-${input}` }];
  // Ink tells function keys by silence; whichever it was, the operator looks for help.
  if (input === "") return [{ name: "f1" }];
  if (key.meta) return [{ name: `alt-${input}` }];
  return Array.from(input, readCharacter);
}

/** A paste as one press; line ends become spaces, what moves the cursor falls away. */
export function readPaste(text: string): KeyPress {
  return { name: "paste", text: text.replace(/\r\n|[\r\n\t]/g, " ").replace(/\p{Cc}/gu, "") };
}

function readCharacter(character: string): KeyPress {
  const code = character.codePointAt(0) ?? 0;
  if (character === "\r" || character === "\n") return { name: "enter" };
  if (character === "\t") return { name: "tab" };
  if (code === 0x7f || code === 0x08) return { name: "backspace" };
  if (code < 0x20) return { name: `ctrl-${String.fromCharCode(code + 0x60)}` };
  return { name: character, text: character };
}
