import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/core/facts.ts";
import { nftablesWarnings } from "../../src/firewalls/nftables/nftables.ts";
import { refusingChains } from "../../src/firewalls/nftables/ruleset.ts";
import { emptyBox } from "../helpers/facts.ts";

const handWritten = readFileSync(new URL("recorded/hand-written.nft", import.meta.url), "utf8").split("\n");

function box(managerRules: readonly string[]): Facts {
  return {
    ...emptyBox,
    firewall: { manager: "nftables", ufwInstalled: false, persistent: false, managerRules },
  };
}

function table(name: string, policy: string, ...rules: string[]): readonly string[] {
  const hook = `type filter hook input priority filter; policy ${policy};`;
  return [`table ${name} {`, "\tchain input {", ...[hook, ...rules].map((rule) => `\t\t${rule}`), "\t}", "}"];
}

describe("a hand-written nftables rule set", () => {
  it("is told by the chain that refuses; fail2ban's own table is none", () => {
    expect(refusingChains(handWritten, false)).toMatchObject([
      { family: "inet", table: "filter", chain: "input" },
    ]);
  });

  it.each([
    [table("inet filter", "accept", "tcp dport 22 accept"), 0],
    [table("inet filter", "accept", "ip saddr 203.0.113.9 drop", "ct state invalid drop"), 0],
    [table("inet filter", "accept", "tcp dport 22 accept", "counter packets 0 bytes 0 reject"), 1],
    [table("ip filter", "drop"), 1],
  ])("counts what refuses strangers (%#)", (lines, count) => {
    expect(refusingChains(lines, false)).toHaveLength(count);
  });

  it("leaves the tables of iptables-nft to iptables", () => {
    expect(refusingChains([...table("ip filter", "drop"), ...table("ip6 filter", "drop")], true)).toEqual([]);
    expect(refusingChains(table("inet filter", "drop"), true)).toHaveLength(1);
  });

  it("is never changed: a warning has the line", () => {
    const [warning, ...others] = nftablesWarnings([80, 443], box(handWritten));
    expect(others).toEqual([]);
    expect(warning?.id).toBe("nftables-refuses-inet-filter-input");
    expect(warning?.next).toContain("nft 'insert rule inet filter input tcp dport { 443 } accept'");
  });

  it("needs no warning where the ports are accepted, also in a chain it jumps to", () => {
    expect(nftablesWarnings([22, 80, 8050], box(handWritten))).toEqual([]);
    const jumping = [
      ...table("inet filter", "drop", "jump web").slice(0, -1),
      "\tchain web {",
      "\t\ttcp dport 443 accept",
      "\t}",
      "}",
    ];
    expect(nftablesWarnings([443], box(jumping))).toEqual([]);
  });
});
