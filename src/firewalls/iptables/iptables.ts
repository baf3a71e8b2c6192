import { outside } from "../../core/errors.ts";
import type { Facts, OwnedPort } from "../../core/facts.ts";
import type { RulePlace } from "../../core/journal.ts";
import type { OpenPort } from "../../core/step.ts";
import type { Host } from "../../host/host.ts";
import type { Firewall, FirewallPlan } from "../firewall.ts";
import { countOurs, mark, ruleArguments } from "../our-rule.ts";
import { passageOf } from "../passage.ts";
import { numberFor, placeIn } from "../rule-place.ts";
import { persist } from "./persist.ts";

/** Rules of our own in the filter table's INPUT chain, one for each port and address family. */
export const iptables: Firewall = {
  id: "iptables",
  title: "iptables",
  plan,
  open,
  close,
  closing,
  isOpen,
  placeOf,
  putBack,
};

function plan(ports: readonly number[], facts: Facts): FirewallPlan {
  const families = ([4, 6] as const).flatMap((family) => {
    const lines = family === 4 ? facts.firewall.v4 : facts.firewall.v6;
    return lines === undefined ? [] : [{ family, lines }];
  });
  const steps = families.flatMap(({ family, lines }) => ports.map((port) => openPort(port, family, lines)));
  const kept = families.map(({ family, lines }) => ({
    family,
    ports: ports.filter((port) => !passageOf(lines, port).open || countOurs(lines, port) > 0),
  }));
  const persistence = persist(kept, facts);
  return { steps: [...steps, ...persistence.steps], problems: [], warnings: persistence.warnings };
}

function openPort(port: number, family: 4 | 6, lines: readonly string[]): OpenPort {
  const { open } = passageOf(lines, port);
  const ours = countOurs(lines, port) > 0;
  const refused = `The IPv${family} rules refuse new connections to port ${port}; one rule marked ${mark} lets them in.`;
  const passes = `New connections to port ${port} pass already${ours ? ", by our rule" : ""}.`;
  return {
    kind: "OpenPort",
    id: `port:iptables:v${family}:${port}`,
    title: `port ${port}/tcp over IPv${family}`,
    why: open ? passes : refused,
    action: open ? "no-op" : "create",
    undo: "exact",
    manager: "iptables",
    port,
    family,
  };
}

async function open(host: Host, owned: OwnedPort): Promise<void> {
  const before = await list(host, owned);
  if (countOurs(before, owned.port) > 0 && passageOf(before, owned.port).open) return;
  // One of ours behind a rule that refuses is of no use where it is.
  await close(host, owned);
  const passage = passageOf(await list(host, owned), owned.port);
  const place =
    passage.open || passage.before === undefined ? ["-A", "INPUT"] : ["-I", "INPUT", `${passage.before}`];
  await change(host, owned, [...place, ...ruleArguments(owned.port)]);
}

async function close(host: Host, owned: OwnedPort): Promise<void> {
  let ours = countOurs(await list(host, owned), owned.port);
  while (ours > 0) {
    const failed = await change(host, owned, deletion(owned)).catch((error: unknown) => error);
    const left = countOurs(await list(host, owned), owned.port);
    // It may have gone meanwhile by another hand: a guard takes out the rules of a run that was killed.
    if (failed instanceof Error && left >= ours) throw failed;
    ours = left;
  }
}

function closing(owned: OwnedPort): readonly (readonly string[])[] {
  return [[programFor(owned), "-w", "10", ...deletion(owned)]];
}

function deletion({ port }: OwnedPort): readonly string[] {
  return ["-D", "INPUT", ...ruleArguments(port)];
}

async function placeOf(host: Host, owned: OwnedPort): Promise<RulePlace | undefined> {
  return placeIn(inputOf(await list(host, owned)), (line) => countOurs([line], owned.port) > 0);
}

async function putBack(host: Host, owned: OwnedPort, place: RulePlace): Promise<void> {
  const now = await placeOf(host, owned);
  const others = inputOf(await list(host, owned)).filter((line) => countOurs([line], owned.port) === 0);
  const number = numberFor(others, place);
  if (number === undefined) return open(host, owned);
  if (now?.number === number) return;
  await close(host, owned);
  await change(host, owned, ["-I", "INPUT", `${number}`, ...ruleArguments(owned.port)]);
}

function inputOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith("-A INPUT "));
}

async function isOpen(host: Host, owned: OwnedPort): Promise<boolean> {
  return countOurs(await list(host, owned), owned.port) > 0;
}

async function list(host: Host, owned: OwnedPort): Promise<readonly string[]> {
  return (await change(host, owned, ["-S"])).split("\n").filter((line) => line !== "");
}

/** Waits up to ten seconds for the lock that all users of iptables share. */
async function change(host: Host, owned: OwnedPort, args: readonly string[]): Promise<string> {
  const program = programFor(owned);
  const { code, stdout, stderr } = await host.run([program, "-w", "10", ...args], { timeout: 30_000 });
  if (code !== 0) throw outside(`${program} could not ${verb(args)} port ${owned.port}.`, stderr.trim());
  return stdout;
}

function programFor({ family }: OwnedPort): string {
  return family === 6 ? "ip6tables" : "iptables";
}

function verb(args: readonly string[]): string {
  if (args[0] === "-S") return "list the rules for";
  return args[0] === "-D" ? "take out our rule for" : "open";
}
