import { mark } from "../our-rule.ts";
import { firstRefusal } from "./first-refusal.ts";
import type { KeptPorts } from "./persist.ts";

export const scriptFolder = "/usr/local/lib/wss-setup";
export const scriptFile = `${scriptFolder}/open-ports`;
export const unitName = "wss-setup-firewall";
export const unitFile = `/etc/systemd/system/${unitName}.service`;

/**
 * Orders itself behind everything that loads or flushes rules at boot (systemd.special(7): network-pre.target). It pulls
 * that target in: an order between two units that both only name a third one counts only where that one is started too.
 */
export function bootUnit(): string {
  return `# Written by wss-setup; "wss-setup remove" takes it away.
[Unit]
Description=Let connections to the wss endpoint through iptables
Wants=network-pre.target
After=network-pre.target network.target netfilter-persistent.service iptables.service ip6tables.service
After=nftables.service ufw.service firewalld.service rc-local.service
ConditionFileIsExecutable=${scriptFile}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${scriptFile}

[Install]
WantedBy=multi-user.target
`;
}

/** A POSIX script that puts our rules in, each once and before the rule that refuses its port. */
export function bootScript(kept: readonly KeptPorts[]): string {
  const calls = kept.flatMap(({ family, ports }) =>
    ports.map((port) => `open ${family === 6 ? "ip6tables" : "iptables"} ${port}`),
  );
  return `#!/bin/sh
# Written by wss-setup; "wss-setup remove" takes it away.
# Lets new TCP connections to the endpoint's ports in, after a boot that began with other rules.
failed=0

# The number of the rule of INPUT that refuses strangers, itself or in a chain it jumps to.
first_refusal() {
  awk -v port="$1" '${firstRefusal}'
}

open() {
  command -v "$1" >/dev/null || return 0
  set -- "$1" "$2" -p tcp -m tcp --dport "$2" -m comment --comment ${mark} -j ACCEPT
  tables=$1 port=$2
  shift 2
  "$tables" -w 10 -C INPUT "$@" 2>/dev/null && return 0
  place=$("$tables" -w 10 -S | first_refusal "$port")
  if [ -n "$place" ]; then
    "$tables" -w 10 -I INPUT "$place" "$@" || failed=1
  else
    "$tables" -w 10 -A INPUT "$@" || failed=1
  fi
}

${calls.join("\n")}
exit $failed
`;
}
