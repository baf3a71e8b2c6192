import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Whether a network namespace with iptables in it can be had here; if not, the reason as a sentence. */
export function namespacesAvailable():
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string } {
  if (process.getuid?.() !== 0) return { ok: false, reason: "Network namespaces need root." };
  bringIptables();
  for (const program of ["ip", "iptables", "ip6tables"]) {
    if (spawnSync(program, ["-V"]).status !== 0)
      return { ok: false, reason: `Real packet filters need ${program}.` };
  }
  const rules = spawnSync("unshare", ["--net", "iptables", "-S"]);
  return rules.status === 0
    ? { ok: true }
    : { ok: false, reason: "iptables does not work in a namespace here." };
}

/** On Debian and Ubuntu they are had for the asking; one at a time asks, as test files run side by side. */
function bringIptables(): void {
  if (existsSync("/usr/sbin/iptables") || !existsSync("/usr/bin/apt-get")) return;
  const script =
    "command -v iptables || { apt-get update -qq; apt-get install -y -qq --no-install-recommends iptables; }";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("flock", ["/run/wss-setup-iptables.lock", "sh", "-c", script], { env, timeout: 300_000 });
}
