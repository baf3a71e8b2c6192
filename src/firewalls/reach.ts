import type { Condition, Rule } from "./rule.ts";

/**
 * Whose first packet of a TCP connection to a port a rule sees. `most`: strangers on an outer interface, so that a
 * refusal counts and a permission does not. `some`: a few addresses, or only beyond a rate; it decides for nobody else.
 */
export type Reach = "everyone" | "most" | "some" | "nobody";

const order: readonly Reach[] = ["everyone", "most", "some", "nobody"];

export function narrower(one: Reach, other: Reach): Reach {
  return order[Math.max(order.indexOf(one), order.indexOf(other))] ?? "nobody";
}

/** Who is seen by a rule, when strangers from anywhere connect to the port. Pure; iptables-extensions(8). */
export function reachOf(rule: Rule, port: number): Reach {
  return rule.conditions.map((condition) => reachOfCondition(condition, port)).reduce(narrower, "everyone");
}

const readers: Readonly<Record<string, (condition: Condition, port: number) => Reach>> = {
  "-p": (condition) => either(condition, ["tcp", "6", "all", "0"].includes(condition.values[0] ?? "")),
  "-s": (condition) => (condition.negated ? "most" : "some"),
  "-d": destination,
  "-i": inputInterface,
  "-f": (condition) => either(condition, false),
  "-m": (condition) => (["socket", "rpfilter"].includes(condition.values[0] ?? "") ? "some" : "everyone"),
  "--dport": (condition, port) => either(condition, covers(condition, port)),
  "--dports": (condition, port) => either(condition, covers(condition, port)),
  "--ports": (condition, port) => either(condition, covers(condition, port)),
  "--sport": sourcePorts,
  "--sports": sourcePorts,
  "--state": (condition) => either(condition, lists(condition).includes("NEW")),
  "--ctstate": (condition) => either(condition, lists(condition).includes("NEW")),
  "--ctdir": (condition) => either(condition, condition.values[0] === "ORIGINAL"),
  "--syn": (condition) => either(condition, true),
  "--tcp-flags": (condition) => either(condition, matchesSyn(condition)),
  "--dst-type": (condition) =>
    either(
      condition,
      lists(condition).some((type) => type === "LOCAL" || type === "UNICAST"),
    ),
  "--pkt-type": (condition) => either(condition, condition.values[0] === "unicast"),
  "--comment": () => "everyone",
  "--limit-iface-in": () => "everyone",
  // The `recent` match: putting an address on a list sees everyone; looking it up does not.
  "--set": () => "everyone",
  "--name": () => "everyone",
  "--mask": () => "everyone",
  "--rsource": () => "everyone",
};

function reachOfCondition(condition: Condition, port: number): Reach {
  return readers[condition.name]?.(condition, port) ?? "some";
}

function either(condition: Condition, matches: boolean): Reach {
  return matches !== condition.negated ? "everyone" : "nobody";
}

function lists(condition: Condition): readonly string[] {
  return condition.values.flatMap((value) => value.split(","));
}

function covers(condition: Condition, port: number): boolean {
  return lists(condition).some((range) => {
    const [first, last = first] = range.split(":");
    return port >= Number(first || 0) && port <= Number(last || 65_535);
  });
}

/** Clients connect from any port of the ephemeral range (RFC 6335, 6: 49152-65535). */
function sourcePorts(condition: Condition): Reach {
  return covers(condition, 49_152) !== condition.negated ? "most" : "some";
}

/** A TCP connection never goes to a group, and one to the loopback never comes from outside. */
function destination(condition: Condition): Reach {
  const address = condition.values[0] ?? "";
  const elsewhere = /^(127\.|22[4-9]\.|23\d\.|255\.255\.255\.255|::1\b|ff[0-9a-f]{2}:)/i.test(address);
  if (elsewhere) return either(condition, false);
  return /^fe80:/i.test(address) ? "some" : "most";
}

/** Bridges, tunnels and containers carry guests and friends; strangers come in over what is left. */
function inputInterface(condition: Condition): Reach {
  const name = condition.values[0] ?? "";
  if (name === "lo") return either(condition, false);
  const inner = /^(docker|br-|virbr|lxc|lxd|veth|cni|flannel|cali|podman|tun|tap|wg|tailscale)/.test(name);
  return inner !== condition.negated ? "some" : "most";
}

/** The first packet carries SYN and nothing else (RFC 9293, 3.5). */
function matchesSyn(condition: Condition): boolean {
  const [mask = "", compared = ""] = condition.values;
  const seen = flags(mask).includes("SYN") || mask === "ALL" ? ["SYN"] : [];
  const wanted = compared === "NONE" ? [] : flags(compared);
  return seen.length === wanted.length && seen.every((flag) => wanted.includes(flag));
}

function flags(text: string): readonly string[] {
  return text.split(",");
}
