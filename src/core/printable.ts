/**
 * What a terminal would obey instead of showing it (ECMA-48): sequences that colour, move or set something, and strings to
 * the terminal itself, of which OSC 52 fills the clipboard. One that lacks its end is as long as its line.
 */
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]P^_X]|[\u009d\u0090\u009e\u009f\u0098])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g;

/** Every other control character but line ends and tabs, and what turns the direction of reading. */
const control = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** Text from outside as a terminal may get it: nothing in it is obeyed. Line ends and tabs stay. */
export function printable(text: string): string {
  return text.replace(sequence, "").replace(control, "");
}
