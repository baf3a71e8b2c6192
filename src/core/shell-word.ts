/** A value as one word of a POSIX shell script, whatever is in it: sh(1), 2.2.2. @throws Error (ours) for NUL */
export function shellWord(value: string): string {
  if (value.includes("\0")) throw new Error("a shell script cannot hold NUL");
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
