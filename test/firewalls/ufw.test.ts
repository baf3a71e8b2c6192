import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Facts } from "../../src/core/facts.ts";
import { ufw } from "../../src/firewalls/ufw/ufw.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { emptyBox } from "../helpers/facts.ts";

const https = { manager: "ufw", port: 443 } as const;

const recorded = (name: string) =>
  readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8")
    .trim()
    .split("\n");

function box(name: string, managerRules: readonly string[], v6 = `${name}.v6`): Facts {
  const firewall = { manager: "ufw", ufwInstalled: true, persistent: false, managerRules } as const;
  return { ...emptyBox, firewall: { ...firewall, v4: recorded(`${name}.v4`), v6: recorded(v6) } };
}

/** Does with rules what ufw 0.36 was seen to do: one rule for one match, and a comment is replaced. */
function ufwHost(...rules: string[]): { readonly host: MemoryHost; readonly rules: string[] } {
  const host = new MemoryHost({
    run: ([program, ...args]) => {
      if (program !== "ufw") return undefined;
      const text = args.join(" ");
      if (text === "show added") {
        return { stdout: `Added user rules (see 'ufw status' for running firewall):\n${rules.join("\n")}\n` };
      }
      const [, deleted, port, comment] = /^(delete )?allow (\S+)(?: comment (\S+))?$/.exec(text) ?? [];
      const same = rules.findIndex((rule) => new RegExp(`^ufw \\w+ ${port}( comment|$)`).test(rule));
      if (deleted !== undefined) {
        if (same >= 0) rules.splice(same, 1);
        return { stdout: same >= 0 ? "Rule deleted\n" : "Could not delete non-existent rule\n" };
      }
      rules.splice(
        same >= 0 ? same : rules.length,
        same >= 0 ? 1 : 0,
        `ufw allow ${port} comment '${comment}'`,
      );
      return { stdout: "Rule added\n" };
    },
  });
  return { host, rules };
}

describe("the plan for ufw", () => {
  it("opens a shut port once for both families", () => {
    const { steps, problems, warnings } = ufw.plan([443], box("ufw-ssh", ["ufw allow 22/tcp"]));
    expect(steps).toMatchObject([{ id: "port:ufw:443", action: "create", undo: "exact", port: 443 }]);
    expect(steps[0]).not.toHaveProperty("family");
    expect([problems, warnings]).toEqual([[], []]);
  });

  it("has nothing to do where our rule or another lets the port in", () => {
    const ours = box("ufw-ours", ["ufw allow 22/tcp", "ufw allow 443/tcp comment 'wss-setup'"]);
    expect(ufw.plan([443], ours).steps).toMatchObject([{ action: "no-op" }]);
    expect(ufw.plan([443], box("ufw-ours", ["ufw allow 'WWW Full'"])).steps).toMatchObject([
      { action: "no-op" },
    ]);
    expect(ufw.plan([22], ours).steps).toMatchObject([{ action: "no-op" }]);
  });

  it("stops at a rule of the operator that refuses the port", () => {
    const { problems } = ufw.plan([443], box("ufw-deny", ["ufw allow 22/tcp", "ufw deny 443/tcp"]));
    expect(problems).toEqual([
      { text: "A rule of your ufw refuses port 443: ufw deny 443/tcp.", next: "ufw delete deny 443/tcp" },
    ]);
    const commented = ufw.plan([443], box("ufw-deny", ["ufw deny 443/tcp comment 'no'; reboot; ''"]));
    expect(commented.problems[0]?.next).toBe("ufw delete deny 443/tcp");
    const broader = ufw.plan(
      [443],
      box("ufw-deny", ["ufw allow 22/tcp", "ufw deny proto tcp to any port 400:500"]),
    );
    expect(broader.problems).toHaveLength(1);
  });

  it("warns where ufw is told to leave IPv6 alone", () => {
    const { steps, warnings } = ufw.plan([80, 443], box("ufw-ssh", [], "ufw-without-ipv6.v6"));
    expect(warnings.map(({ id }) => id)).toEqual(["ufw-without-ipv6"]);
    expect(steps).toMatchObject([{ action: "create" }, { action: "create" }]);
    const open = ufw.plan([443], box("ufw-ours", [], "ufw-without-ipv6.v6"));
    expect(open.steps).toMatchObject([{ action: "no-op" }]);
  });
});

describe("ufw", () => {
  it("gets one rule with our mark, and gives it back", async () => {
    const { host, rules } = ufwHost("ufw allow 22/tcp");
    await ufw.open(host, https);
    await ufw.open(host, https);
    expect(rules).toEqual(["ufw allow 22/tcp", "ufw allow 443/tcp comment 'wss-setup'"]);
    expect(await ufw.isOpen(host, https)).toBe(true);
    await ufw.close(host, https);
    expect(rules).toEqual(["ufw allow 22/tcp"]);
    await ufw.close(host, https);
    expect(rules).toEqual(["ufw allow 22/tcp"]);
  });

  it.each([
    "ufw allow 443/tcp",
    "ufw allow 443/tcp comment 'mine'",
    "ufw deny 443/tcp",
    "ufw limit 443/tcp comment 'wss-setup'",
  ])("never touches the operator's own rule: %s", async (theirs) => {
    const { host, rules } = ufwHost(theirs);
    await ufw.close(host, https);
    expect(await ufw.isOpen(host, https)).toBe(false);
    await expect(ufw.open(host, https)).rejects.toMatchObject({ kind: "outside", said: theirs });
    expect(rules).toEqual([theirs]);
  });

  it("says what ufw said when it refuses", async () => {
    const host = new MemoryHost({ run: () => ({ code: 1, stderr: "ERROR: problem running iptables\n" }) });
    await expect(ufw.open(host, https)).rejects.toMatchObject({ said: "ERROR: problem running iptables" });
  });
});
