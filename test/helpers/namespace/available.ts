import { spawnSync } from "node:child_process";

/** Whether a network namespace with iptables in it can be had here; if not, the reason as a sentence. */
export function namespacesAvailable():
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string } {
  if (process.getuid?.() !== 0) return { ok: false, reason: "Network namespaces need root." };
  for (const program of ["ip", "iptables", "ip6tables"]) {
    if (spawnSync(program, ["-V"]).status !== 0)
      return { ok: false, reason: `Real packet filters need ${program}.` };
  }
  const rules = spawnSync("unshare", ["--net", "iptables", "-S"]);
  return rules.status === 0
    ? { ok: true }
    : { ok: false, reason: "iptables does not work in a namespace here." };
}
