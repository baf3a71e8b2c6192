import type { Edit } from "../../core/step.ts";
import { countOurs, mark, ruleLine } from "../our-rule.ts";
import { passageOf } from "../passage.ts";

/** The files from which iptables-persistent loads the rules at boot. */
export const rulesFiles = { 4: "/etc/iptables/rules.v4", 6: "/etc/iptables/rules.v6" } as const;

/** The filter table of an iptables-save(8) file in the words of `iptables -S`; undefined where it has none. Pure. */
export function filterTable(text: string): readonly string[] | undefined {
  const table = /^\*filter$([\s\S]*?)^COMMIT$/m.exec(text)?.[1];
  return table?.split("\n").flatMap((line) => {
    const chain = /^:(\S+) (\S+)/.exec(line);
    if (chain !== null) return [chain[2] === "-" ? `-N ${chain[1]}` : `-P ${chain[1]} ${chain[2]}`];
    return line.startsWith("#") || line.trim() === "" ? [] : [line.replace(/^\[\d+:\d+\] /, "")];
  });
}

/** What makes a rules file let these ports in after a boot, and none that we opened earlier. Undefined: it cannot say so. */
export function rulesFileEdits(text: string, ports: readonly number[]): readonly Edit[] | undefined {
  const table = filterTable(text);
  if (table === undefined) return undefined;
  return [
    ...ours(table)
      .filter((port) => !ports.includes(port))
      .map((port) => ({ drop: `^${literally(ruleLine(port))}$` })),
    ...ports
      .filter((port) => countOurs(table, port) > 0 || !passageOf(table, port).open)
      .map((port) => ({
        find: `^${literally(ruleLine(port))}$`,
        line: ruleLine(port),
        insertBefore: anchor(table, port),
      })),
  ];
}

/** The line before which our rule goes: the one that refuses, else the end of the filter table. */
function anchor(table: readonly string[], port: number): string {
  const passage = passageOf(table, port);
  const input = table.filter((line) => line.startsWith("-A INPUT "));
  const refusing = passage.open || passage.before === undefined ? undefined : input[passage.before - 1];
  const line = refusing === undefined ? "COMMIT" : `(?:\\[\\d+:\\d+\\] )?${literally(refusing)}`;
  return `(?<=^\\*filter\\n(?:(?!COMMIT$).*\\n)*)${line}$`;
}

function ours(table: readonly string[]): readonly number[] {
  const ports = table
    .filter((line) => line.includes(`--comment ${mark} `))
    .map((line) => Number(/--dport (\d+) /.exec(line)?.[1]));
  return [...new Set(ports)].filter((port) => table.includes(ruleLine(port)));
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
