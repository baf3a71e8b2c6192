const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0" };

/**
 * Text from outside as it may stand in a message: one line, nothing that moves the cursor or turns the
 * direction of reading (Unicode categories C, Zl, Zp are written as escapes), and not too long.
 * @param most characters that are repeated of it
 */
export function show(text: string, most = 60): string {
  const characters = [...text];
  const kept = characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
  return kept.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (c) => short[c] ?? `\\u{${c.codePointAt(0)?.toString(16)}}`);
}
