import { outside } from "../../core/errors.ts";
import type { Facts, OwnedPort } from "../../core/facts.ts";
import type { Problem, Warning } from "../../core/finding.ts";
import type { FamilyPlaces, RulePlace } from "../../core/journal.ts";
import type { OpenPort } from "../../core/step.ts";
import type { Host, RunResult } from "../../host/host.ts";
import type { Firewall, FirewallPlan } from "../firewall.ts";
import { mark, ruleLine } from "../our-rule.ts";
import { passageOf } from "../passage.ts";
import { numberFor, placeIn } from "../rule-place.ts";
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

/** @param into the families that get the rule; where one of both has it, it is open */
async function open(host: Host, owned: OwnedPort, into: readonly Family[] = families): Promise<void> {
  const there = ufwRuleFor(await added(host), owned.port);
  if (there?.ours === true) return;
  // ufw keeps one rule for one match: `allow` would turn this one into ours.
  if (there !== undefined)
    throw outside(`ufw has a rule of yours for port ${owned.port} already.`, there.text);
  await allow(host, owned, into);
  if (!(await isOpen(host, owned)))
    throw outside(
      `ufw did not take the rule for port ${owned.port}.`,
      "It is not among the rules of `ufw show added`.",
    );
}

/** Of both families, the one that has the rule is left as it is. The words for both are taken also where IPv6 is off. */
async function allow(host: Host, { port }: OwnedPort, into: readonly Family[]): Promise<void> {
  const [family, other] = into;
  const words =
    family === undefined || other !== undefined ? ["allow", `${port}/tcp`] : wordsFor(family, port);
  await ufwCommand(host, [...words, "comment", mark], `open port ${port}`);
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

/** Somebody may have taken our rule out for one family alone. */
async function placeOf(host: Host, { port }: OwnedPort): Promise<FamilyPlaces | undefined> {
  const rules = await numbered(host);
  const [v4, v6] = [ownPlace(rules.v4, port), ownPlace(rules.v6, port)];
  return v4 === undefined && v6 === undefined ? undefined : { ...(v4 && { v4 }), ...(v6 && { v6 }) };
}

function ownPlace(rules: readonly string[], port: number): RulePlace | undefined {
  return placeIn(rules, (text) => isOurNumbered(text, port));
}

/**
 * In the families that had it, and in no other. `insert` for both at once goes by a rule that both have, and puts the other
 * one last where there is none.
 */
async function putBack(
  host: Host,
  owned: OwnedPort,
  places: FamilyPlaces,
  onLine: (line: string) => void,
): Promise<void> {
  const had = families.filter((family) => places[family] !== undefined);
  await open(host, owned, had);
  // What was killed amid a move left the rule of one family.
  const rules = await numbered(host);
  if (had.some((family) => ownPlace(rules[family], owned.port) === undefined)) await allow(host, owned, had);
  for (const family of had) {
    const place = places[family];
    if (place !== undefined && !(await move(host, owned, family, place)))
      onLine(
        `ufw could not put our rule for port ${owned.port} back to its place for ${title[family]}: it is the last one now. Look at \`ufw status numbered\`.`,
      );
  }
}

/**
 * To its place among the rules of one family; where its neighbour is gone, or that family is off, it stays where it is.
 * @returns false: it is last, because ufw put it elsewhere. An application profile of several rules has one number in
 * `ufw status`, and `insert` counts each of them: ours may come to stand in front of a rule that has to refuse first.
 */
async function move(host: Host, { port }: OwnedPort, family: Family, place: RulePlace): Promise<boolean> {
  const rules = await numbered(host);
  const now = ownPlace(rules[family], port);
  const others = rules[family].filter((text) => !isOurNumbered(text, port));
  const number = place.before === undefined ? others.length + 1 : numberFor(others, place);
  if (now === undefined || number === undefined || now.number === number) return true;
  const words = wordsFor(family, port);
  const purpose = `put our rule for port ${port} back to its place`;
  const takeOut = () => ufwCommand(host, ["delete", ...words], purpose);
  const last = number > others.length;
  await takeOut();
  if (!last) {
    const offset = family === "v6" ? rules.v4.length : 0;
    // Also where it is refused: what counts is where the rule stands.
    await run(host, ["insert", `${offset + number}`, ...words, "comment", mark]);
    if (ownPlace((await numbered(host))[family], port)?.number === number) return true;
    await takeOut();
  }
  await ufwCommand(host, [...words, "comment", mark], purpose);
  return last;
}

function wordsFor(family: Family, port: number): readonly string[] {
  return ["allow", "proto", "tcp", "to", anywhere[family], "port", String(port)];
}

type Family = keyof NumberedRules;
const families = ["v4", "v6"] as const;
const anywhere = { v4: "0.0.0.0/0", v6: "::/0" } as const;
const title = { v4: "IPv4", v6: "IPv6" } as const;

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
  const { code, stdout, stderr } = await run(host, args);
  if (code !== 0) throw outside(`ufw could not ${purpose}.`, (stderr || stdout).trim());
  return stdout;
}

function run(host: Host, args: readonly string[]): Promise<RunResult> {
  return host.run(["ufw", ...args], { timeout: 60_000 });
}
