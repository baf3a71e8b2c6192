import type { RulePlace } from "../core/journal.ts";

/** Where the first rule of ours stands, and which rule behind it; undefined where there is none. Pure. */
export function placeIn(rules: readonly string[], isOurs: (rule: string) => boolean): RulePlace | undefined {
  const at = rules.findIndex(isOurs);
  const before = rules[at + 1];
  return at === -1 ? undefined : { number: at + 1, ...(before === undefined ? {} : { before }) };
}

/**
 * The number that a rule gets which goes to that place among rules of others; undefined where its neighbour is gone. Other
 * hands may have added rules in front since: the neighbour tells the place, and the number which of some alike. Pure.
 */
export function numberFor(others: readonly string[], { number, before }: RulePlace): number | undefined {
  if (before === undefined) return Math.min(number, others.length + 1);
  const alike = others.flatMap((text, index) => (text === before ? [index + 1] : []));
  return alike.sort((one, other) => Math.abs(one - number) - Math.abs(other - number))[0];
}
