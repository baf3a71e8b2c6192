import type { FirewallFacts } from "../core/facts.ts";
import { rulesFiles } from "../firewalls/iptables/rules-file.ts";
import { refusingChains } from "../firewalls/nftables/ruleset.ts";
import type { Host } from "../host/host.ts";

/** Who rules the packet filter, and its rules. Only root sees them. */
export async function probeFirewall(host: Host): Promise<FirewallFacts> {
  const [v4, v6, nft, version, ufwInstalled, firewalldInstalled, persistent] = await Promise.all([
    rules(host, "iptables"),
    rules(host, "ip6tables"),
    lines(host, ["nft", "list", "ruleset"]),
    lines(host, ["iptables", "-V"]),
    exists(host, ["/usr/sbin/ufw"]),
    exists(host, ["/usr/bin/firewall-cmd"]),
    loadsRulesFiles(host),
  ]);
  const seen: Omit<FirewallFacts, "manager"> = {
    ufwInstalled,
    persistent,
    ...(v4?.shown === undefined ? {} : { v4: v4.shown }),
    ...(v6?.shown === undefined ? {} : { v6: v6.shown }),
    ...legacyOf(v4?.legacy, v6?.legacy),
  };
  // ufw calls itself active by the same sign (ufw/backend_iptables.py, get_status).
  if (ufwInstalled && seen.v4?.includes("-N ufw-user-input")) {
    return { ...seen, manager: "ufw", managerRules: (await lines(host, ["ufw", "show", "added"])) ?? [] };
  }
  const zone = firewalldInstalled ? await lines(host, ["firewall-cmd", "--list-all"]) : undefined;
  if (zone !== undefined) return { ...seen, manager: "firewalld", managerRules: zone };
  // iptables-legacy knows nothing of the tables that an iptables of nftables has made.
  const showsTables = seen.v4 !== undefined && version?.some((line) => line.includes("(legacy)")) !== true;
  if (nft !== undefined && refusingChains(nft, showsTables).length > 0) {
    return { ...seen, manager: "nftables", managerRules: nft };
  }
  return { ...seen, manager: seen.v4 === undefined ? "none" : "iptables" };
}

function legacyOf(
  v4: readonly string[] | undefined,
  v6: readonly string[] | undefined,
): Pick<FirewallFacts, "legacy"> {
  if (v4 === undefined && v6 === undefined) return {};
  return { legacy: { ...(v4 === undefined ? {} : { v4 }), ...(v6 === undefined ? {} : { v6 }) } };
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

interface Shown {
  /** Undefined where iptables-nft(8) says, behind a `#`, that it cannot show a table that nft(8) wrote. */
  readonly shown?: readonly string[];
  /** Rules of the iptables that this one is not, where it says that there are some. */
  readonly legacy?: readonly string[];
}

async function rules(host: Host, program: "iptables" | "ip6tables"): Promise<Shown | undefined> {
  const { code, stdout, stderr } = await host.run([program, "-w", "10", "-S"], { timeout: 30_000 });
  if (code !== 0) return undefined;
  const printed = linesOf(stdout);
  const other = `${program}-legacy`;
  const legacy = stderr.includes(`${other} tables present`)
    ? await lines(host, [other, "-w", "10", "-S"])
    : undefined;
  return {
    ...(printed.some((line) => line.startsWith("#")) ? {} : { shown: printed }),
    ...(legacy === undefined ? {} : { legacy }),
  };
}

/** The lines a command prints; undefined where it is missing or refuses. */
async function lines(host: Host, argv: readonly string[]): Promise<readonly string[] | undefined> {
  const { code, stdout } = await host.run(argv, { timeout: 30_000 });
  return code === 0 ? linesOf(stdout) : undefined;
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
