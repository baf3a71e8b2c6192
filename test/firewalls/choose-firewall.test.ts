import { describe, expect, it } from "vitest";
import type { FirewallFacts } from "../../src/core/facts.ts";
import { chooseFirewall } from "../../src/firewalls/choose-firewall.ts";
import { planFirewall } from "../../src/firewalls/index.ts";
import { emptyBox } from "../helpers/facts.ts";

const ruled = (manager: FirewallFacts["manager"], ufwInstalled = false): FirewallFacts => ({
  ...emptyBox.firewall,
  manager,
  ufwInstalled,
});

describe("who opens the ports", () => {
  it.each(["iptables", "ufw", "firewalld", "nftables"] as const)(
    "auto: %s, when it rules the box",
    (manager) => {
      expect(chooseFirewall("auto", ruled(manager))).toEqual({ manager });
    },
  );

  it("is nobody where nothing filters, or where the operator says so", () => {
    expect(chooseFirewall("auto", ruled("none"))).toEqual({});
    expect(chooseFirewall("none", ruled("ufw"))).toEqual({});
    expect(planFirewall("none", [443], { ...emptyBox, firewall: ruled("nftables") })).toEqual({
      steps: [],
      problems: [],
      warnings: [],
    });
  });

  it.each(["iptables", "ufw", "firewalld"] as const)("is %s on demand, when it rules the box", (manager) => {
    expect(chooseFirewall(manager, ruled(manager))).toEqual({ manager });
  });

  it.each([
    ["ufw", ruled("iptables", true), "firewall: ufw is installed but not active, iptables rules this box."],
    ["ufw", ruled("none"), "firewall: ufw is not installed."],
    ["iptables", ruled("ufw"), "firewall: iptables does not rule this box, ufw rules this box."],
    ["firewalld", ruled("iptables"), "firewall: firewalld is not running, iptables rules this box."],
  ] as const)("never is a second manager: %s", (asked, facts, text) => {
    const { manager, problem } = chooseFirewall(asked, facts);
    expect(manager).toBeUndefined();
    expect(problem?.text).toBe(text);
    expect(problem?.next).toContain("firewall: auto");
    expect(planFirewall(asked, [443], { ...emptyBox, firewall: facts }).problems).toEqual([problem]);
  });
});
