import { outside } from "../../core/errors.ts";
import type { Facts, OwnedPort } from "../../core/facts.ts";
import type { Problem, Warning } from "../../core/finding.ts";
import type { OpenPort } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { Firewall, FirewallPlan } from "../firewall.ts";
import { mark, ruleLine } from "../our-rule.ts";
import { passageOf } from "../passage.ts";
import { ufwRuleFor } from "./ufw-rules.ts";

/** Rules given to ufw, which keeps them over a reboot and serves both address families at once (ufw(8)). */
export const ufw: Firewall = { id: "ufw", title: "ufw", plan, open, close, closing, isOpen };

function plan(ports: readonly number[], facts: Facts): FirewallPlan {
  return {
    steps: ports.map((port) => openPort(port, facts)),
    problems: ports.flatMap((port) => refusal(port, facts)),
    warnings: ports.flatMap((port) => withoutIpv6(port, facts)).slice(0, 1),
  };
}

function openPort(port: number, facts: Facts): OpenPort {
  const ours = ufwRuleFor(facts.firewall.managerRules ?? [], port)?.ours === true;
  const passes = ours || isPassing(port, facts);
  return {
    kind: "OpenPort",
    id: `port:ufw:${port}`,
    title: `port ${port}/tcp in ufw`,
    why: passes ? `ufw lets port ${port} in already.` : `ufw refuses new connections to port ${port}.`,
    action: passes ? "no-op" : "create",
    undo: "exact",
    manager: "ufw",
    port,
  };
}

function isPassing(port: number, { firewall }: Facts): boolean {
  const families = [firewall.v4 ?? [], servesIpv6(firewall.v6) ? (firewall.v6 ?? []) : []];
  return families.every((lines) => lines.length === 0 || passageOf(lines, port).open);
}

/** With `IPV6=no` in /etc/default/ufw the IPv6 table has none of ufw's chains for rules. */
function servesIpv6(v6: readonly string[] | undefined): boolean {
  return v6?.includes("-N ufw6-user-input") === true;
}

/** A rule of the operator that refuses the port. ufw would silently put ours in its place, or behind it. */
function refusal(port: number, facts: Facts): readonly Problem[] {
  const rules = facts.firewall.managerRules ?? [];
  const same = ufwRuleFor(rules, port);
  if (isPassing(port, facts) || same?.ours === true) return [];
  const added = [...(facts.firewall.v4 ?? []), ruleLine(port).replace("INPUT", "ufw-user-input")];
  if (same === undefined && passageOf(added, port).open) return [];
  // A comment may be any text, and takes no part in the match.
  const next =
    same === undefined
      ? "Look at `ufw status numbered`."
      : `ufw delete ${same.text.replace(/^ufw | comment '.*$/g, "")}`;
  return [
    { text: `A rule of your ufw refuses port ${port}${same === undefined ? "" : `: ${same.text}`}.`, next },
  ];
}

function withoutIpv6(port: number, { firewall }: Facts): readonly Warning[] {
  if (firewall.v6 === undefined || servesIpv6(firewall.v6) || passageOf(firewall.v6, port).open) return [];
  const text = "ufw is told to leave IPv6 alone and refuses all of it: clients come in over IPv4 only.";
  return [{ id: "ufw-without-ipv6", text, next: "Set IPV6=yes in /etc/default/ufw, then: ufw reload" }];
}

async function open(host: Host, owned: OwnedPort): Promise<void> {
  const there = ufwRuleFor(await added(host), owned.port);
  if (there?.ours === true) return;
  // ufw keeps one rule for one match: `allow` would turn this one into ours.
  if (there !== undefined)
    throw outside(`ufw has a rule of yours for port ${owned.port} already.`, there.text);
  await ufwCommand(host, ["allow", `${owned.port}/tcp`, "comment", mark], `open port ${owned.port}`);
  if (!(await isOpen(host, owned)))
    throw outside(
      `ufw did not take the rule for port ${owned.port}.`,
      "It is not among the rules of `ufw show added`.",
    );
}

async function close(host: Host, owned: OwnedPort): Promise<void> {
  if (!(await isOpen(host, owned))) return;
  await ufwCommand(host, deletion(owned), `take out our rule for port ${owned.port}`);
}

function closing(owned: OwnedPort): readonly (readonly string[])[] {
  return [["ufw", ...deletion(owned)]];
}

function deletion({ port }: OwnedPort): readonly string[] {
  return ["delete", "allow", `${port}/tcp`];
}

async function isOpen(host: Host, owned: OwnedPort): Promise<boolean> {
  return ufwRuleFor(await added(host), owned.port)?.ours === true;
}

async function added(host: Host): Promise<readonly string[]> {
  return (await ufwCommand(host, ["show", "added"], "list its rules")).split("\n");
}

async function ufwCommand(host: Host, args: readonly string[], purpose: string): Promise<string> {
  const { code, stdout, stderr } = await host.run(["ufw", ...args], { timeout: 60_000 });
  if (code !== 0) throw outside(`ufw could not ${purpose}.`, (stderr || stdout).trim());
  return stdout;
}
