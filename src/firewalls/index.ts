import type { FirewallAnswer } from "../core/answers.ts";
import type { Facts } from "../core/facts.ts";
import type { FirewallManager } from "../core/step.ts";
import { chooseFirewall } from "./choose-firewall.ts";
import type { Firewall, FirewallPlan } from "./firewall.ts";
import { firewalld } from "./firewalld/firewalld.ts";
import { iptables } from "./iptables/iptables.ts";
import { legacyWarnings } from "./iptables/legacy.ts";
import { nftablesWarnings } from "./nftables/nftables.ts";
import { ufw } from "./ufw/ufw.ts";

/** Every firewall that ports can be opened in. */
export const firewalls: readonly Firewall[] = [iptables, ufw, firewalld];

/** @throws Error for an id that no plug-in has, which the types rule out */
export function firewallById(id: FirewallManager): Firewall {
  const found = firewalls.find((firewall) => firewall.id === id);
  if (found === undefined) throw new Error(`no firewall ${id}`);
  return found;
}

/** Everything about the packet filter: who opens the ports, how, and what stands in the way. Pure. */
export function planFirewall(answer: FirewallAnswer, ports: readonly number[], facts: Facts): FirewallPlan {
  const { manager, problem } = chooseFirewall(answer, facts.firewall);
  if (problem !== undefined) return { steps: [], problems: [problem], warnings: [] };
  if (manager === undefined) return { steps: [], problems: [], warnings: [] };
  const { steps, problems, warnings } = planOf(manager, ports, facts);
  return { steps, problems, warnings: [...warnings, ...legacyWarnings(ports, facts)] };
}

function planOf(manager: FirewallManager | "nftables", ports: readonly number[], facts: Facts): FirewallPlan {
  if (manager !== "nftables") return firewallById(manager).plan(ports, facts);
  return { steps: [], problems: [], warnings: nftablesWarnings(ports, facts) };
}
