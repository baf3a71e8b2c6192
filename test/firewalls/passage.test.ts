import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { passageOf } from "../../src/firewalls/passage.ts";
import { ruleSets } from "./rule-sets.ts";

const recorded = (name: string) =>
  readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8")
    .trim()
    .split("\n");

describe("the passage of a stranger to port 443", () => {
  it.each(ruleSets)("$name", ({ rules, open, before }) => {
    expect(passageOf(rules, 443)).toEqual(
      open ? { open } : before === undefined ? { open } : { open, before },
    );
  });

  it.each([
    ["ufw-ssh.v4", 22, true],
    ["ufw-ssh.v4", 443, false],
    ["ufw-ssh.v6", 443, false],
    ["ufw-ours.v4", 443, true],
    ["ufw-ours.v6", 443, true],
    ["ufw-deny.v4", 443, false],
    ["ufw-without-ipv6.v6", 22, false],
  ] as const)("as ufw set it up: %s, port %i", (file, port, open) => {
    expect(passageOf(recorded(file), port).open).toBe(open);
  });

  it("is the same for IPv6 rules", () => {
    const rules = [
      "-P INPUT ACCEPT",
      "-A INPUT -p ipv6-icmp -j ACCEPT",
      "-A INPUT -d fe80::/10 -j DROP",
      "-A INPUT -j REJECT --reject-with icmp6-adm-prohibited",
    ];
    expect(passageOf(rules, 443)).toEqual({ open: false, before: 3 });
  });
});
