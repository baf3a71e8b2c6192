/**
 * A regular expression of Go (RE2) for the whole numbers above this one: nothing else of Caddy's compares numbers in every
 * version. Without braces, which a Caddyfile has its own use for.
 */
export function numberAbove(limit: number): string {
  const digits = String(limit);
  const any = (count: number) => "\\d".repeat(count);
  const longer = `[1-9]${any(digits.length)}\\d*`;
  const sameLength = [...digits].flatMap((digit, index) => {
    if (digit === "9") return [];
    return [`${digits.slice(0, index)}[${Number(digit) + 1}-9]${any(digits.length - index - 1)}`];
  });
  return `^0*(?:${[longer, ...sameLength].join("|")})$`;
}
