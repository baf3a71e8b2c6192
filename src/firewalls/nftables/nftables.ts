import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { accepts, refusingChains } from "./ruleset.ts";

/**
 * Rules that the operator wrote for nft(8). They live in files of any shape, so we change none of them:
 * a warning tells which lines are missing. Pure.
 */
export function nftablesWarnings(ports: readonly number[], facts: Facts): readonly Warning[] {
  const chains = refusingChains(facts.firewall.managerRules ?? [], false);
  return chains.flatMap((chain) => {
    const closed = ports.filter((port) => !accepts(chain, port));
    if (closed.length === 0) return [];
    const place = `${chain.family} ${chain.table} ${chain.chain}`;
    const rule = `tcp dport { ${closed.join(", ")} } accept`;
    return [
      {
        id: `nftables-refuses-${chain.family}-${chain.table}-${chain.chain}`,
        text: `Your own nftables rules (${place}) may refuse port ${closed.join(" and ")}, and this command does not change them.`,
        next: `nft 'insert rule ${place} ${rule}', and the same line in the file they are loaded from`,
      },
    ];
  });
}
