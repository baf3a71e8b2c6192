import type { FirewallAnswer } from "../core/answers.ts";
import type { FirewallFacts } from "../core/facts.ts";
import type { Problem } from "../core/finding.ts";
import type { FirewallManager } from "../core/step.ts";

/** Who opens the ports. No manager: nothing filters here, or the operator takes care of it. */
export interface FirewallChoice {
  readonly manager?: FirewallManager | "nftables";
  readonly problem?: Problem;
}

/** The manager that rules the box; an answer that names another one is a problem, for two managers undo each other. Pure. */
export function chooseFirewall(answer: FirewallAnswer, facts: FirewallFacts): FirewallChoice {
  if (answer === "none") return {};
  if (answer === "auto" || answer === facts.manager)
    return facts.manager === "none" ? {} : { manager: facts.manager };
  return {
    problem: {
      text: `firewall: ${answer} ${state(answer, facts)}${ruler(facts)}.`,
      next: next(answer, facts),
    },
  };
}

function state(asked: FirewallManager, facts: FirewallFacts): string {
  if (asked === "ufw") return facts.ufwInstalled ? "is installed but not active" : "is not installed";
  if (asked === "firewalld") return "is not running";
  return facts.v4 === undefined ? "is not installed" : "does not rule this box";
}

function ruler({ manager }: FirewallFacts): string {
  return manager === "none" ? "" : `, ${manager} rules this box`;
}

function next(asked: FirewallManager, facts: FirewallFacts): string {
  const auto = "Set firewall: auto, or none to leave the packet filter alone";
  return asked === "ufw" && facts.ufwInstalled
    ? `${auto}; ufw is switched on with: ufw allow ssh && ufw enable`
    : auto;
}
