/** What a timer of Node takes for so many seconds: no more than 31 bits, which is 24 days. */
export function milliseconds(seconds: number): number {
  return Math.min(Math.round(seconds * 1000), 2 ** 31 - 1);
}
