import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { ruleLine } from "../our-rule.ts";
import { passageOf } from "../passage.ts";

/**
 * Rules of an iptables-legacy(8) beside those of the box's own iptables. Rules of ours in both would be two managers: a
 * warning tells the line that is missing. Pure.
 */
export function legacyWarnings(ports: readonly number[], { firewall }: Facts): readonly Warning[] {
  return ([4, 6] as const).flatMap((family) => {
    const lines = family === 4 ? firewall.legacy?.v4 : firewall.legacy?.v6;
    if (lines === undefined) return [];
    const closed = ports.filter((port) => !passageOf(lines, port).open);
    if (closed.length === 0) return [];
    const program = family === 6 ? "ip6tables-legacy" : "iptables-legacy";
    return [
      {
        id: `${program}-refuses`,
        text: `Rules that were made with ${program} refuse port ${closed.join(" and ")} too, and this command does not change them.`,
        next: closed.map((port) => `${program} ${ruleLine(port).replace("-A", "-I")}`).join("; "),
      },
    ];
  });
}
