import type { Facts } from "../core/facts.ts";
import type { OpenPort } from "../core/step.ts";
import { planFirewall } from "../firewalls/index.ts";
import { ruleArguments } from "../firewalls/our-rule.ts";
import type { FirewallPreview } from "./context.ts";
import type { Draft } from "./draft.ts";

/** What the firewall would be told for this draft, also when the operator would rather leave it alone. Pure. */
export function firewallPreview(draft: Draft, facts: Facts): FirewallPreview {
  const ports = draft.redirectHttp || draft.source === "certbot" ? [80, 443] : [443];
  const { steps, warnings } = planFirewall(draft.firewall === "none" ? "auto" : draft.firewall, ports, facts);
  const opened = steps.filter(
    (step): step is OpenPort => step.kind === "OpenPort" && step.action !== "no-op",
  );
  const manager = opened[0]?.manager ?? facts.firewall.manager;
  return {
    title: `${manager}, ${facts.firewall.v6 === undefined ? "IPv4 only" : "IPv4 and IPv6"}`,
    rules: opened.map(
      (step) =>
        `${step.family === undefined ? manager : `IPv${step.family}`}  tcp port ${String(step.port).padEnd(4)} accept`,
    ),
    commands: opened.map(command),
    notes: warnings.map(({ text }) => text),
  };
}

function command({ manager, family, port }: OpenPort): string {
  if (manager === "ufw") return `ufw allow ${port}/tcp comment wss-setup`;
  if (manager === "firewalld") return `firewall-cmd --permanent --add-port=${port}/tcp`;
  return [family === 6 ? "ip6tables" : "iptables", "-I INPUT", ...ruleArguments(port)].join(" ");
}
