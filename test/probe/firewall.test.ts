import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MemoryHost, type MemoryHostOptions } from "../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../src/host/read-only-host.ts";
import { probeFirewall } from "../../src/probe/firewall.ts";

const recorded = (name: string) =>
  readFileSync(new URL(`../firewalls/recorded/${name}`, import.meta.url), "utf8");
const open = "-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n";
const added = "Added user rules (see 'ufw status' for running firewall):\nufw allow 22/tcp\n";
const tables = { "iptables -w 10 -S": open, "ip6tables -w 10 -S": open };

/** What each command prints; any other command fails. Behind the read-only adapter, as probes run. */
function box(commands: Readonly<Record<string, string>>, files: MemoryHostOptions["files"] = {}) {
  return new ReadOnlyHost(
    new MemoryHost({
      files,
      run: (argv) => {
        const stdout = commands[argv.join(" ")];
        return stdout === undefined ? { code: 252, stderr: "not here" } : { stdout };
      },
    }),
  );
}

describe("who rules the packet filter", () => {
  it("nobody, where no tool is there", async () => {
    const facts = await probeFirewall(box({}));
    expect(facts).toEqual({ manager: "none", ufwInstalled: false, persistent: false });
  });

  it("iptables, also beside a ufw that sleeps", async () => {
    const facts = await probeFirewall(box(tables, { "/usr/sbin/ufw": "" }));
    expect(facts).toMatchObject({ manager: "iptables", ufwInstalled: true, v4: open.trim().split("\n") });
    expect(facts).not.toHaveProperty("managerRules");
  });

  it("iptables without IPv6 where ip6tables refuses", async () => {
    const facts = await probeFirewall(box({ "iptables -w 10 -S": open }));
    expect(facts.manager).toBe("iptables");
    expect(facts).not.toHaveProperty("v6");
  });

  it("ufw, when its chains are in the kernel", async () => {
    const commands = { ...tables, "iptables -w 10 -S": recorded("ufw-ssh.v4"), "ufw show added": added };
    const facts = await probeFirewall(box(commands, { "/usr/sbin/ufw": "" }));
    expect(facts.manager).toBe("ufw");
    expect(facts.managerRules).toContain("ufw allow 22/tcp");
  });

  it("firewalld, when it runs", async () => {
    const files = { "/usr/bin/firewall-cmd": "" };
    const running = { ...tables, "firewall-cmd --list-all": "public\n  target: default\n  services: ssh\n" };
    expect(await probeFirewall(box(running, files))).toMatchObject({
      manager: "firewalld",
      managerRules: ["public", "  target: default", "  services: ssh"],
    });
    expect((await probeFirewall(box(tables, files))).manager).toBe("iptables");
  });

  it("rules written for nft, when they refuse", async () => {
    const facts = await probeFirewall(box({ ...tables, "nft list ruleset": recorded("hand-written.nft") }));
    expect(facts.manager).toBe("nftables");
    expect(facts.managerRules).toContain("table inet filter {");
  });

  it("rules written for nft in a table that iptables cannot show", async () => {
    const ruleset =
      "table ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n}\n";
    const said = `# Table \`filter' contains incompatible base-chains, use 'nft' tool to list them.\n${open}`;
    const facts = await probeFirewall(box({ "iptables -w 10 -S": said, "nft list ruleset": ruleset }));
    expect(facts.manager).toBe("nftables");
    expect((await probeFirewall(box({ ...tables, "nft list ruleset": ruleset }))).manager).toBe("iptables");
  });

  it("rules of nftables under the name of iptables, which is the legacy one here", async () => {
    const ruleset =
      "table ip filter {\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n}\n";
    const commands = { ...tables, "nft list ruleset": ruleset };
    const legacy = { ...commands, "iptables -V": "iptables v1.8.9 (legacy)\n" };
    expect((await probeFirewall(box(legacy))).manager).toBe("nftables");
    const own = { ...commands, "iptables -V": "iptables v1.8.9 (nf_tables)\n" };
    expect((await probeFirewall(box(own))).manager).toBe("iptables");
  });

  it("tells iptables-persistent by its plug-in and a rules file", async () => {
    const plugin = { "/usr/share/netfilter-persistent/plugins.d/15-ip4tables": "#!/bin/sh" };
    expect((await probeFirewall(box(tables, plugin))).persistent).toBe(false);
    const files = { ...plugin, "/etc/iptables/rules.v4": "" };
    expect((await probeFirewall(box(tables, files))).persistent).toBe(true);
  });
});
