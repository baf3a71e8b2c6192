import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstRefusal } from "../../src/firewalls/iptables/first-refusal.ts";
import { passageOf } from "../../src/firewalls/passage.ts";
import { ruleSets } from "./rule-sets.ts";

/** The number that the script of the boot finds, as `passageOf` would tell it. */
function atBoot(rules: readonly string[]): number | undefined {
  const { stdout, stderr, status } = spawnSync("awk", ["-v", "port=443", firstRefusal], {
    input: `${rules.join("\n")}\n`,
    encoding: "utf8",
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout === "" ? undefined : Number(stdout);
}

function now(rules: readonly string[]): number | undefined {
  const passage = passageOf(rules, 443);
  return passage.open ? undefined : passage.before;
}

const negation = fc.constantFrom("", "", "", "! ");
const values = {
  "-p": ["tcp", "udp", "icmp", "tcp -m tcp"],
  "-s": ["203.0.113.9/32", "10.0.0.0/8"],
  "-d": [
    "127.0.0.0/8",
    "224.0.0.0/4",
    "203.0.113.10/32",
    "fe80::/10",
    "::1/128",
    "ff02::1/128",
    "FE80::1/128",
  ],
  "-i": ["lo", "eth0", "docker0", "br-1234", "wg0", "ens3"],
  "--dport": ["443", "80", "22", "400:450", "444:", ":443", ":80"],
  "-m multiport --dports": ["80,443", "22,80", "1:1024", "22,400:450"],
  "--sport": ["123", "1024:65535", "49152:"],
  "-m state --state": ["NEW", "RELATED,ESTABLISHED", "NEW,ESTABLISHED"],
  "-m conntrack --ctstate": ["INVALID", "NEW,RELATED", "DNAT"],
  "-m conntrack --ctdir": ["ORIGINAL", "REPLY"],
  "-m tcp --tcp-flags": ["FIN,SYN,RST,ACK SYN", "ALL NONE", "FIN,SYN FIN,SYN", "ALL SYN", "FIN,RST NONE"],
  "-m addrtype --dst-type": ["LOCAL", "BROADCAST", "UNICAST,LOCAL"],
  "-m pkttype --pkt-type": ["unicast", "broadcast"],
  "-m iprange --src-range": ["203.0.113.1-203.0.113.9"],
  "-m mac --mac-source": ["00:11:22:33:44:55"],
  "-m recent": [
    "--set --name web --mask 255.255.255.255 --rsource",
    "--update --seconds 60 --name web --rsource",
  ],
  "-m limit": ["--limit 3/min"],
  "-m socket": ["--transparent", ""],
  "-m geoip --source-country": ["XX,YY"],
} as const;
const option = fc.constantFrom(...(Object.keys(values) as (keyof typeof values)[])).chain((name) =>
  fc.tuple(negation, fc.constantFrom<string>(...values[name])).map(([not, value]) => {
    const words = name.split(" ");
    return [...words.slice(0, -1), `${not}${words.at(-1)}`, value].join(" ").trim();
  }),
);
const bare = fc.constantFrom("-f", "! -f", "--syn", "! --syn");
const comment = fc.constantFrom(
  "-m comment --comment plain",
  '-m comment --comment "was -j DROP \\"once\\""',
  '-m comment --comment "INVALID -s here ! "',
  "-m comment --comment -j",
);
const target = fc.constantFrom(
  ..."-j ACCEPT|-j DROP|-j REJECT --reject-with tcp-reset|-j RETURN|-j one|-j two|-g one|-g two|-j NFQUEUE --queue-num 0".split(
    "|",
  ),
  '-j LOG --log-prefix "-j DROP "',
  "",
);
const rule = fc.tuple(
  fc.array(fc.oneof({ weight: 6, arbitrary: option }, bare, comment), { maxLength: 3 }),
  target,
);
const chain = (name: string, ownTarget = rule) =>
  fc
    .array(ownTarget, { maxLength: 5 })
    .map((rules) => rules.map(([options, verdict]) => ["-A", name, ...options, verdict].join(" ").trim()));
/** Chains that jump further on only, as the kernel wants it: no loops. */
const onlyTo = (names: RegExp) => rule.filter(([, verdict]) => !names.test(verdict));
const tables = fc
  .tuple(
    fc.constantFrom("ACCEPT", "DROP"),
    chain("INPUT"),
    chain("one", onlyTo(/ one$/)),
    chain("two", onlyTo(/ (one|two)$/)),
  )
  .map(([policy, ...chains]) => [
    `-P INPUT ${policy}`,
    "-P FORWARD DROP",
    "-N one",
    "-N two",
    ...chains.flat(),
  ]);

describe("the rule that refuses, found at boot", () => {
  it.each(ruleSets)("is the one that the plan saw: $name", ({ rules, before }) => {
    expect(atBoot(rules)).toBe(before);
  });

  it("is the one that the plan saw, whatever the rules", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(tables, (rules) => {
        expect(atBoot(rules)).toBe(now(rules));
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    "-m iprange --src-range 203.0.113.1-203.0.113.9",
    "-m mac --mac-source 00:11:22:33:44:55",
    "-i docker0",
    "-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW",
  ])("stands behind what shuts only some out: %s", (some) => {
    expect(atBoot(["-P INPUT ACCEPT", `-A INPUT ${some} -j DROP`, "-A INPUT -j REJECT"])).toBe(2);
  });

  it("is not hidden by the words of a comment", () => {
    const rules = ["-P INPUT ACCEPT", '-A INPUT -m comment --comment "INVALID -s" -j DROP'];
    expect(atBoot(rules)).toBe(1);
  });
});
