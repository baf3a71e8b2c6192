/** One rule of a chain, as `iptables -S` prints it (iptables(8)). */
export interface Rule {
  readonly chain: string;
  /** The line it came from. */
  readonly text: string;
  /** Everything that narrows the rule down. */
  readonly conditions: readonly Condition[];
  /** `-j` or `-g`; undefined where the rule only counts. */
  readonly target?: string;
  /** `-g`: the packet does not come back to this chain. */
  readonly goto: boolean;
}

export interface Condition {
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** The filter table: its rules in order, and what happens to what no rule decides. */
export interface RuleSet {
  readonly policies: Readonly<Record<string, string>>;
  readonly chains: Readonly<Record<string, readonly Rule[]>>;
}

/** Reads the output of `iptables -S` or `ip6tables -S`. Pure. */
export function parseRules(lines: readonly string[]): RuleSet {
  // A chain may have any name, also one that every object knows.
  const policies: Record<string, string> = Object.create(null);
  const chains: Record<string, Rule[]> = Object.create(null);
  for (const line of lines) {
    const [command, chain, policy] = line.split(" ");
    if (chain === undefined) continue;
    if (command === "-P" && policy !== undefined) policies[chain] = policy;
    if (command === "-P" || command === "-N") chains[chain] ??= [];
    if (command === "-A") {
      chains[chain] ??= [];
      chains[chain].push(parseRule(chain, line));
    }
  }
  return { policies, chains };
}

function parseRule(chain: string, text: string): Rule {
  const conditions: { name: string; values: string[]; negated: boolean }[] = [];
  const tokens = tokenize(text).slice(2);
  let negated = false;
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? "";
    const next = tokens[index + 1];
    if (token === "-j" || token === "-g") {
      return {
        chain,
        text,
        conditions,
        goto: token === "-g",
        ...(next === undefined ? {} : { target: next }),
      };
    }
    if (token === "!") {
      negated = true;
    } else if (token === "--comment") {
      // A comment may begin with a dash; its one value is never an option.
      conditions.push({ name: token, values: [next ?? ""], negated });
      index += 1;
      negated = false;
    } else if (token.startsWith("-")) {
      conditions.push({ name: token, values: [], negated });
      negated = false;
    } else {
      conditions.at(-1)?.values.push(token);
    }
  }
  return { chain, text, conditions, goto: false };
}

/** Splits as iptables quotes: double quotes around a value, with backslashes before quotes inside it. */
function tokenize(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replace(/\\(.)/g, "$1"),
  );
}
