/** What a terminal sends for a key, by its name in a test. */
export const sequences: Readonly<Record<string, string>> = {
  Enter: "\r",
  Esc: "\u{1b}",
  Up: "\u{1b}[A",
  Down: "\u{1b}[B",
  Right: "\u{1b}[C",
  Left: "\u{1b}[D",
  Home: "\u{1b}[H",
  End: "\u{1b}[F",
  PageUp: "\u{1b}[5~",
  PageDown: "\u{1b}[6~",
  Delete: "\u{1b}[3~",
  Backspace: "\u{7f}",
  Tab: "\t",
  F1: "\u{1b}OP",
};

/** The bytes of a key: a name of `sequences`, `Ctrl-A`, or the text as it is. */
export function bytesOf(key: string): string {
  const control = /^Ctrl-([A-Z])$/.exec(key)?.[1];
  return control === undefined ? (sequences[key] ?? key) : String.fromCharCode(control.charCodeAt(0) - 64);
}

/** The keys of a text, one after the other; a key that has a name is one stroke. */
export function strokesOf(key: string): readonly string[] {
  return key in sequences || /^Ctrl-[A-Z]$/.test(key) ? [key] : [...key];
}
