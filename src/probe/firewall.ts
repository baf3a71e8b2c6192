import type { FirewallFacts } from "../core/facts.ts";
import { rulesFiles } from "../firewalls/iptables/rules-file.ts";
import { refusingChains } from "../firewalls/nftables/ruleset.ts";
import type { Host } from "../host/host.ts";

/** Who rules the packet filter, and its rules. Only root sees them. */
export async function probeFirewall(host: Host): Promise<FirewallFacts> {
  const [v4, v6, nft, ufwInstalled, firewalldInstalled, persistent] = await Promise.all([
    rules(host, "iptables"),
    rules(host, "ip6tables"),
    lines(host, ["nft", "list", "ruleset"]),
    exists(host, ["/usr/sbin/ufw"]),
    exists(host, ["/usr/bin/firewall-cmd"]),
    loadsRulesFiles(host),
  ]);
  const seen: Omit<FirewallFacts, "manager"> = {
    ufwInstalled,
    persistent,
    ...(v4 === undefined ? {} : { v4 }),
    ...(v6 === undefined ? {} : { v6 }),
  };
  // ufw calls itself active by the same sign (ufw/backend_iptables.py, get_status).
  if (ufwInstalled && v4?.includes("-N ufw-user-input")) {
    return { ...seen, manager: "ufw", managerRules: (await lines(host, ["ufw", "show", "added"])) ?? [] };
  }
  const zone = firewalldInstalled ? await lines(host, ["firewall-cmd", "--list-all"]) : undefined;
  if (zone !== undefined) return { ...seen, manager: "firewalld", managerRules: zone };
  if (nft !== undefined && refusingChains(nft, v4 !== undefined).length > 0) {
    return { ...seen, manager: "nftables", managerRules: nft };
  }
  return { ...seen, manager: v4 === undefined ? "none" : "iptables" };
}

/** Debian's iptables-persistent: its plug-in for netfilter-persistent(8) and the file it loads. */
async function loadsRulesFiles(host: Host): Promise<boolean> {
  const plugin = "/usr/share/netfilter-persistent/plugins.d/15-ip4tables";
  return (await exists(host, [plugin])) && (await exists(host, [rulesFiles[4], rulesFiles[6]]));
}

async function exists(host: Host, paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(paths.map((path) => host.stat(path)));
  return found.some((stat) => stat !== undefined);
}

/** Undefined also where iptables-nft(8) says, behind a `#`, that it cannot show a table that nft(8) wrote. */
async function rules(host: Host, program: string): Promise<readonly string[] | undefined> {
  const printed = await lines(host, [program, "-w", "10", "-S"]);
  return printed?.some((line) => line.startsWith("#")) ? undefined : printed;
}

/** The lines a command prints; undefined where it is missing or refuses. */
async function lines(host: Host, argv: readonly string[]): Promise<readonly string[] | undefined> {
  const { code, stdout } = await host.run(argv, { timeout: 30_000 });
  return code === 0 ? stdout.split("\n").filter((line) => line !== "") : undefined;
}
