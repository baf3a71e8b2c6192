/** A chain that sees what comes in and may refuse it. */
export interface InputChain {
  /** `inet`, `ip` or `ip6`. */
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly lines: readonly string[];
  /** All lines of its table: a chain it jumps to may decide. */
  readonly tableLines: readonly string[];
}

/** Tables that programs keep for themselves; they have their own answers. */
const foreign = /^(f2b-|firewalld$|docker|libvirt|crowdsec)/;

/**
 * The chains of a hand-written rule set that refuse strangers. Pure; `lines` are those of `nft list ruleset`.
 * The tables of iptables-nft(8), `ip filter` and `ip6 filter`, are left to iptables unless it does not know them.
 */
export function refusingChains(lines: readonly string[], iptablesRules: boolean): readonly InputChain[] {
  return inputChains(lines).filter(
    ({ family, table, lines: rules }) =>
      !foreign.test(table) &&
      !(iptablesRules && family !== "inet" && table === "filter") &&
      rules.some((rule) => refusesStrangers(rule)),
  );
}

/** Whether some rule accepts new connections to the port from anywhere. */
export function accepts({ tableLines }: InputChain, port: number): boolean {
  return tableLines.some((rule) => {
    const ports =
      /^tcp dport (\{[^}]*\}|\S+) (?:ct state (?:new|\{[^}]*new[^}]*\}|[a-z,]*new[a-z,]*) )?(?:counter \S+ \S+ \S+ \S+ )?accept/.exec(
        rule,
      )?.[1];
    return ports !== undefined && (ports.match(/\d+(?:-\d+)?/g) ?? []).some((range) => covers(range, port));
  });
}

function inputChains(lines: readonly string[]): readonly InputChain[] {
  const chains: { family: string; table: string; chain: string; lines: string[]; tableLines: string[] }[] =
    [];
  let [family, table, tableLines]: [string, string, string[]] = ["", "", []];
  for (const line of lines.map((text) => text.trim())) {
    const opened = /^(table|chain) (\S+)(?: (\S+))? \{$/.exec(line);
    if (opened?.[1] === "table") {
      [family, table, tableLines] = [opened[2] ?? "", opened[3] ?? "", []];
    } else if (opened?.[1] === "chain") {
      chains.push({ family, table, chain: opened[2] ?? "", lines: [], tableLines });
    } else {
      chains.at(-1)?.lines.push(line);
      tableLines.push(line);
    }
  }
  return chains.filter((chain) => chain.lines.some((line) => /\bhook input\b/.test(line)));
}

function refusesStrangers(rule: string): boolean {
  if (/\bhook input\b/.test(rule)) return /policy drop;/.test(rule);
  return (
    /\b(drop|reject)\b/.test(rule) &&
    !/\b(saddr|daddr|invalid|limit|dport|sport|iif|iifname|icmp|icmpv6|udp)\b/.test(rule)
  );
}

function covers(range: string, port: number): boolean {
  const [first, last = first] = range.split("-").map(Number);
  return first !== undefined && last !== undefined && port >= first && port <= last;
}
