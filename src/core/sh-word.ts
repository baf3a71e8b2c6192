/** The text as one word of a POSIX shell, which takes nothing in it to mean anything. @throws Error for a NUL, which no word can hold */
export function shWord(text: string): string {
  if (text.includes("\0")) throw new Error("a word of a shell cannot hold a NUL");
  return /^[\w/.:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command that runs exactly this program with these arguments. */
export function shCommand(argv: readonly string[]): string {
  return argv.map(shWord).join(" ");
}
