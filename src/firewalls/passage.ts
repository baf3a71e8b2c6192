import { narrower, type Reach, reachOf } from "./reach.ts";
import { parseRules, type Rule, type RuleSet } from "./rule.ts";

/** Whether strangers get in. `before`: number of the rule of INPUT that refuses them; undefined when it is the policy. */
export type Passage = { readonly open: true } | { readonly open: false; readonly before?: number };

type Decision = "accept" | "refuse" | "undecided";

/** Verdicts that end the walk. A packet given to a program (NFQUEUE) is that program's affair: we do not go round it. */
const verdicts: ReadonlyMap<string, Decision> = new Map([
  ["ACCEPT", "accept"],
  ["NFQUEUE", "accept"],
  ["QUEUE", "accept"],
  ["DROP", "refuse"],
  ["REJECT", "refuse"],
  ["TARPIT", "refuse"],
]);

/**
 * Whether a new TCP connection to the port is let in from anywhere.
 * @param lines all chains of the filter table, as `iptables -S` prints them
 */
export function passageOf(lines: readonly string[], port: number): Passage {
  const rules = parseRules(lines);
  const input = rules.chains.INPUT ?? [];
  for (const [index, rule] of input.entries()) {
    const decision = decide(rules, rule, port, "everyone");
    if (decision === "accept") return { open: true };
    // Whoever leaves INPUT undecided gets its policy, and no rule behind this one is asked.
    const shut = leaves(rule, port) && rules.policies.INPUT === "DROP";
    if (decision === "refuse" || shut) return { open: false, before: index + 1 };
    if (leaves(rule, port)) return { open: true };
  }
  return { open: rules.policies.INPUT !== "DROP" };
}

function decide(rules: RuleSet, rule: Rule, port: number, outer: Reach): Decision {
  const reach = narrower(outer, reachOf(rule, port));
  if (rule.target === undefined || reach === "some" || reach === "nobody") return "undecided";
  const verdict = verdicts.get(rule.target) ?? walk(rules, rule.target, port, reach);
  return verdict === "accept" && reach !== "everyone" ? "undecided" : verdict;
}

function walk(rules: RuleSet, chain: string, port: number, outer: Reach): Decision {
  for (const rule of rules.chains[chain] ?? []) {
    const decision = decide(rules, rule, port, outer);
    if (decision !== "undecided") return decision;
    if (leaves(rule, port)) return "undecided";
  }
  return "undecided";
}

/** Whether everyone goes back to the calling chain here, undecided. */
function leaves(rule: Rule, port: number): boolean {
  return (rule.goto || rule.target === "RETURN") && reachOf(rule, port) === "everyone";
}
