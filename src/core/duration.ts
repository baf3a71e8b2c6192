const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
] as const;

/** The shortest exact spelling of whole seconds, as `validateDuration` reads it: 86400 is `1d`. */
export function formatDuration(seconds: number): string {
  const [unit, length] = units.find(([, length]) => seconds % length === 0) ?? ["s", 1];
  return `${seconds / length}${unit}`;
}
