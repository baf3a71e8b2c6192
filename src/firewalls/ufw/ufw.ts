import { outside } from "../../core/errors.ts";
import type { Facts, OwnedPort } from "../../core/facts.ts";
import type { Problem, Warning } from "../../core/finding.ts";
import type { RulePlace } from "../../core/journal.ts";
import type { OpenPort } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { Firewall, FirewallPlan } from "../firewall.ts";
import { mark, ruleLine } from "../our-rule.ts";
import { passageOf } from "../passage.ts";
import { numberFor } from "../rule-place.ts";
import { isOurNumbered, type NumberedRules, parseNumbered } from "./numbered-rules.ts";
import { ufwRuleFor } from "./ufw-rules.ts";

/** Rules given to ufw, which keeps them over a reboot and serves both address families at once (ufw(8)). */
export const ufw: Firewall = {
  id: "ufw",
  title: "ufw",
  plan,
  open,
  close,
  closing,
  isOpen,
  placeOf,
  putBack,
};

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
  await allow(host, owned);
  if (!(await isOpen(host, owned)))
    throw outside(
      `ufw did not take the rule for port ${owned.port}.`,
      "It is not among the rules of `ufw show added`.",
    );
}

/** For both families; where one of them has the rule, the other one alone gets it. */
async function allow(host: Host, { port }: OwnedPort): Promise<void> {
  await ufwCommand(host, ["allow", `${port}/tcp`, "comment", mark], `open port ${port}`);
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

/** Of a rule that somebody took out for IPv4 alone no place is known. */
async function placeOf(host: Host, { port }: OwnedPort): Promise<RulePlace | undefined> {
  const { v4, v6 } = await numbered(host);
  const [place, ipv6] = [placeIn(v4, port), placeIn(v6, port)];
  return place && { ...place, ...(ipv6 && { ipv6 }) };
}

function placeIn(rules: readonly string[], port: number): RulePlace | undefined {
  const at = rules.findIndex((text) => isOurNumbered(text, port));
  const before = rules[at + 1];
  return at === -1 ? undefined : { number: at + 1, ...(before === undefined ? {} : { before }) };
}

/** `insert` for both families at once goes by a rule that both have, and puts the other one last where there is none. */
async function putBack(host: Host, owned: OwnedPort, place: RulePlace): Promise<void> {
  await open(host, owned);
  // What was killed amid a move left the rule of one family.
  const families = Object.values(await numbered(host));
  if (families.some((rules) => placeIn(rules, owned.port) === undefined)) await allow(host, owned);
  await move(host, owned, "v4", place);
  if (place.ipv6 !== undefined) await move(host, owned, "v6", place.ipv6);
}

/** To its place among the rules of one family; where its neighbour is gone, or that family is off, it stays where it is. */
async function move(host: Host, { port }: OwnedPort, family: "v4" | "v6", place: RulePlace): Promise<void> {
  const rules = await numbered(host);
  const now = placeIn(rules[family], port);
  const others = rules[family].filter((text) => !isOurNumbered(text, port));
  const number = numberFor(others, place);
  if (now === undefined || number === undefined || now.number === number) return;
  const words = ["allow", "proto", "tcp", "to", anywhere[family], "port", String(port)];
  const offset = family === "v6" ? rules.v4.length : 0;
  const at = number > others.length ? [] : ["insert", `${offset + number}`];
  const purpose = `put our rule for port ${port} back to its place`;
  await ufwCommand(host, ["delete", ...words], purpose);
  await ufwCommand(host, [...at, ...words, "comment", mark], purpose);
}

const anywhere = { v4: "0.0.0.0/0", v6: "::/0" } as const;

async function numbered(host: Host): Promise<NumberedRules> {
  return parseNumbered(await ufwCommand(host, ["status", "numbered"], "list its rules"));
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
