/** Whether a dotted version is as new as another; what follows the numbers (`-9+deb12u2`) is left aside. Pure. */
export function atLeast(version: string, wanted: string): boolean {
  const ours = numbers(version);
  const theirs = numbers(wanted);
  for (const [index, number] of theirs.entries()) {
    const own = ours[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

function numbers(version: string): readonly number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
