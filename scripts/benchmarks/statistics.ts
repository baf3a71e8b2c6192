/** The middle of the values, which one wild run does not move; NaN where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of the ratios of each turn: what the machine did meanwhile met both. */
export function medianRatio(values: readonly number[], against: readonly number[]): number {
  return median(values.map((value, turn) => value / (against[turn] ?? Number.NaN)));
}
