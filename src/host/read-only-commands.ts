import { inScratch } from "../core/in-scratch.ts";

/** Programs that probes may run: each with the arguments under which it only looks. Whatever is not listed is refused. */
export const readOnlyCommands: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  a2query: () => true,
  apache2ctl: onlyOf(["-v"], ["-V"], ["-M"], ["-S"], ["-t"], ["configtest"]),
  // -s simulates; the two ways to take that back again are out.
  "apt-get": (args) =>
    has(args, "-s", "--simulate") && !args.some((arg) => /^--no-|Simulate|Just-Print|Dry-Run/i.test(arg)),
  "apt-cache": firstOf("policy", "show", "madison", "depends", "rdepends"),
  caddy: firstOf("version", "list-modules", "adapt"),
  certbot: onlyOf(["--version"]),
  // Lists what is in a database; -X would open it for writing.
  certutil: (args) => firstOf("-L")(args) && !has(args, "-X"),
  dpkg: firstOf("--print-architecture", "--audit", "-l", "-s", "-S", "-L", "--compare-versions"),
  "dpkg-query": () => true,
  find: (args) => !args.some((arg) => /^-(delete|exec|ok|fprint|fls)/.test(arg)),
  "firewall-cmd": (args) =>
    args.length > 0 &&
    args.every((arg) => /^--(state|version|permanent|zone=|list-|get-|query-|info-)/.test(arg)),
  getent: () => true,
  haproxy: (args) =>
    firstOf("-v", "-vv")(args) || (args.includes("-c") && !has(args, "-D", "-W", "-p", "-sf", "-st")),
  hostname: (args) => args.every((arg) => /^-([fsidIAy]|-(fqdn|short|domain|ip-address|all-.*))$/.test(arg)),
  id: () => true,
  ip: looksAtNetwork,
  ip6tables: looksAtRules,
  "ip6tables-legacy": looksAtRules,
  "ip6tables-save": looksAtSavedRules,
  iptables: looksAtRules,
  "iptables-legacy": looksAtRules,
  "iptables-save": looksAtSavedRules,
  journalctl: (args) =>
    !args.some((arg) => /^--(rotate|vacuum|flush|sync|relinquish|smart|setup|update|cursor-file)/.test(arg)),
  // -t and -T create the log files that the configuration names and an empty PID file where they are missing, as each
  // start of the unit does (ExecStartPre); nginx has no test that does not.
  nginx: onlyOf(["-v"], ["-V"], ["-t"], ["-T"], ["-t", "-q"]),
  md5sum: () => true,
  nft: (args) => firstOf("list")(args.filter((arg) => !/^-[jnas]$/.test(arg))),
  node: onlyOf(["--version"]),
  openssl: (args) =>
    firstOf("version", "x509", "dhparam", "ciphers", "list")(args) && !has(args, "-out", "-writerand"),
  ps: () => true,
  // As another user, what only looks as root does so too. Caddy's own test makes what a start makes, in a folder that goes.
  runuser: ([flag, user = "", end, ...argv]) =>
    flag === "-u" &&
    /^\w/.test(user) &&
    end === "--" &&
    (isReadOnly(argv) || (user === "caddy" && testsCaddy(argv))),
  service: (args) => args.length === 2 && args[1] === "status",
  snap: firstOf("list", "version", "info"),
  ss: (args) => !args.some((arg) => /^(--kill|--diag|-[a-zA-Z0-9]*[KD])/.test(arg)),
  sysctl: (args) => !args.some((arg) => /=|^-[a-zA-Z]*[wpf]|^--(write|load|system)/.test(arg)),
  systemctl: firstOf(
    ...["show", "cat", "status", "is-active", "is-enabled", "is-failed", "is-system-running"],
    ...["list-units", "list-unit-files", "list-timers", "list-sockets", "--version"],
  ),
  "systemd-detect-virt": () => true,
  ufw: onlyOf(
    ["version"],
    ["status"],
    ["status", "verbose"],
    ["status", "numbered"],
    ["show", "added"],
    ["show", "raw"],
  ),
  uname: () => true,
  // A network of one's own, in which Apache is tried: nobody can reach it there, and it ends by itself.
  unshare: onlyOf(
    ["--net", "--", "true"],
    ["--net", "--", "sysctl", "-qw", "net.ipv4.ip_nonlocal_bind=1"],
    [
      ...["--net", "--", "env"],
      "APACHE_ULIMIT_MAX_FILES=sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1",
      ...["apache2ctl", "-k", "start", "-c", "PidFile /proc/wss-setup.pid"],
      ...["-c", "DefaultRuntimeDir /run", "-c", "ErrorLog |/bin/cat"],
    ],
  ),
};

/** Of a configuration that comes over stdin, and without a folder that would stay. */
const testsCaddy = onlyOf(inScratch(["caddy", "validate", "--config", "-"]));

/** Whether this argv only looks at the machine. Programs go by their bare name: a path could lead anywhere. */
export function isReadOnly([program = "", ...args]: readonly string[]): boolean {
  return Object.hasOwn(readOnlyCommands, program) && readOnlyCommands[program]?.(args) === true;
}

function has(args: readonly string[], ...wanted: readonly string[]): boolean {
  return wanted.some((each) => args.includes(each));
}

/** The first argument is the verb, before any option. */
function firstOf(...verbs: readonly string[]): (args: readonly string[]) => boolean {
  return ([first = ""]) => verbs.includes(first);
}

/** These argument lists and no other. */
function onlyOf(...lists: readonly (readonly string[])[]): (args: readonly string[]) => boolean {
  return (args) =>
    lists.some((list) => list.length === args.length && list.every((arg, index) => arg === args[index]));
}

/** ip(8): an object, then nothing or a verb that shows. */
function looksAtNetwork(args: readonly string[]): boolean {
  const options = args.findIndex((arg) => !arg.startsWith("-"));
  const [object = "", verb = "show"] = options === -1 ? [] : args.slice(options);
  const safe = args
    .slice(0, Math.max(options, 0))
    .every((arg) => /^-(j|json|4|6|o|d|br|brief|details|oneline)$/.test(arg));
  return safe && /^(a|addr|address|r|route|l|link|rule)$/.test(object) && /^(show|list|get)$/.test(verb);
}

/** iptables(8): one command that lists or checks; short options unbundled, so that none hides in another. */
function looksAtRules(args: readonly string[]): boolean {
  if (args.length === 1 && has(args, "-V", "--version")) return true;
  const looking = ["-S", "--list-rules", "-L", "--list", "-C", "--check"];
  const changing =
    /^(-[ADIRFZNXPEMc]|-[a-zA-Z]{2,}|--(append|delete.*|insert|replace|flush|zero|new.*|policy|rename.*|modprobe.*|set-counters))$/;
  return has(args, ...looking) && !args.some((arg) => changing.test(arg));
}

function looksAtSavedRules(args: readonly string[]): boolean {
  return args.every((arg) => /^(-t|--table|-c|--counters|[a-z]+)$/.test(arg));
}
