import { parseRules } from "./rule.ts";

/** The mark by which our rules are known in any packet filter. */
export const mark = "wss-setup";

/** The rule that lets new connections to a port in, as argv behind `-A INPUT`. */
export function ruleArguments(port: number): readonly string[] {
  return [
    "-p",
    "tcp",
    "-m",
    "tcp",
    "--dport",
    String(port),
    "-m",
    "comment",
    "--comment",
    mark,
    "-j",
    "ACCEPT",
  ];
}

/** The same rule as a line of `iptables -S` and of a rules file. */
export function ruleLine(port: number): string {
  return ["-A", "INPUT", ...ruleArguments(port)].join(" ");
}

/** How many rules of INPUT are ours and for this port. */
export function countOurs(lines: readonly string[], port: number): number {
  const input = parseRules(lines).chains.INPUT ?? [];
  return input.filter(
    ({ conditions, target }) =>
      target === "ACCEPT" &&
      conditions.some(({ name, values }) => name === "--comment" && values[0] === mark) &&
      conditions.some(({ name, values }) => name === "--dport" && values[0] === String(port)),
  ).length;
}
