import { mark } from "../our-rule.ts";
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

/** A POSIX script that puts our rules in, each once and before the first rule that could refuse its port. */
export function bootScript(kept: readonly KeptPorts[]): string {
  const calls = kept.flatMap(({ family, ports }) =>
    ports.map((port) => `open ${family === 6 ? "ip6tables" : "iptables"} ${port}`),
  );
  return `#!/bin/sh
# Written by wss-setup; "wss-setup remove" takes it away.
# Lets new TCP connections to the endpoint's ports in, after a boot that began with other rules.
failed=0

# The number of the first rule of INPUT that could refuse a stranger, itself or in a chain it jumps to.
first_refusal() {
  awk -v port="$1" '
    function covers(list, parts, ends, count, i) {
      count = split(list, parts, ",")
      for (i = 1; i <= count; i++) {
        if (split(parts[i], ends, ":") == 1) ends[2] = ends[1]
        if (port >= ends[1] + 0 && port <= ends[2] + 0) return 1
      }
      return 0
    }
    function concerns(line, words, count, i) {
      if (line ~ / -s | -i lo |INVALID|-m (set|recent|limit|hashlimit|connlimit) /) return line ~ / ! /
      count = split(line, words, " ")
      for (i = 1; i < count; i++) {
        if (words[i - 1] == "!") continue
        if (words[i] == "-p" && words[i + 1] != "tcp") return 0
        if ((words[i] == "--dport" || words[i] == "--dports") && !covers(words[i + 1])) return 0
      }
      return 1
    }
    function verdict(line, words, count, i, target) {
      count = split(line, words, " ")
      for (i = 1; i < count; i++) if (words[i] == "-j" || words[i] == "-g") target = words[i] " " words[i + 1]
      return target
    }
    function refuses(line, target, i) {
      if (!concerns(line)) return 0
      target = substr(verdict(line), 4)
      if (target == "DROP" || target == "REJECT" || target == "TARPIT") return 1
      for (i = 1; i <= size[target]; i++) if (refuses(rule[target, i])) return 1
      return 0
    }
    function leaves(line) { return concerns(line) && verdict(line) ~ /^-g |^-j RETURN$/ }
    $1 == "-A" { rule[$2, ++size[$2]] = $0 }
    END {
      for (i = 1; i <= size["INPUT"]; i++) {
        if (refuses(rule["INPUT", i]) || leaves(rule["INPUT", i])) { print i; exit }
      }
    }
  '
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
