const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

/** Longest part of a value that a message repeats, in characters. */
const limit = 60;

/**
 * Text from outside as it may stand in a message: one line, nothing that moves the cursor or turns the
 * direction of reading (Unicode categories C, Zl, Zp are written as escapes), and not too long.
 */
export function show(text: string): string {
  const characters = [...text];
  const kept = characters.length > limit ? `${characters.slice(0, limit).join("")}…` : text;
  return kept.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => short[c] ?? `\\u{${c.codePointAt(0)?.toString(16)}}`);
}
