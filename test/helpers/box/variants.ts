import type { Suite } from "./golden.ts";

/** How a box differs from a golden one. A variant is this record; nothing else knows of it. */
export type VariantRecipe = {
  /** Built over this variant instead of the golden box. */
  readonly over?: Variant;
  /** Added to the pool in /srv/apt, with all that they depend on. */
  readonly download?: readonly string[];
  /** Suites whose archive does not have all of it. */
  readonly without?: readonly Suite[];
  /** From the pool in /srv/apt; apt-get's own options may stand among them. */
  readonly install?: readonly string[];
  /** Path → text, all 0644. */
  readonly files?: Readonly<Record<string, string>>;
  /** Run in a box of the variant that has a network but no systemd. */
  readonly run?: readonly (readonly string[])[];
  /** false: PID 1 is no systemd, as in a container; services are sysv's. */
  readonly systemd?: false;
};

/** INPUT as on Oracle's cloud images: what is not let in above is rejected by the last rule. */
function rejectingRules(icmp: string, refusal: string): string {
  return [
    "*filter",
    ":INPUT ACCEPT [0:0]",
    ":FORWARD ACCEPT [0:0]",
    ":OUTPUT ACCEPT [0:0]",
    "-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT",
    `-A INPUT -p ${icmp} -j ACCEPT`,
    "-A INPUT -i lo -j ACCEPT",
    "-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT",
    `-A INPUT -j REJECT --reject-with ${refusal}`,
    `-A FORWARD -j REJECT --reject-with ${refusal}`,
    "COMMIT",
    "",
  ].join("\n");
}
const rules4 = rejectingRules("icmp", "icmp-host-prohibited");
const rules6 = rejectingRules("ipv6-icmp", "icmp6-adm-prohibited");

/** A policy that drops, and ssh on another port than 22. */
function droppingRules(icmp: string): string {
  return [
    "*filter",
    ":INPUT DROP [0:0]",
    ":FORWARD DROP [0:0]",
    ":OUTPUT ACCEPT [0:0]",
    "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    `-A INPUT -p ${icmp} -j ACCEPT`,
    "-A INPUT -i lo -j ACCEPT",
    "-A INPUT -p tcp -m tcp --dport 2222 -j ACCEPT",
    "COMMIT",
    "",
  ].join("\n");
}

/** What an operator wrote for nft(8) by hand. */
const handWritten = `#!/usr/sbin/nft -f
flush ruleset
table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    iif lo accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport 2222 accept # ssh
  }
}
`;

const recipes = {
  plain: {},
  "no-systemd": { systemd: false },
  // npm is some 370 packages of Debian: in the pool of these boxes alone.
  "npm-in-pool": { download: ["nodejs", "npm"] },
  npm: { over: "npm-in-pool", install: ["--no-install-recommends", "nodejs", "npm"] },
  "nss-tools": {
    // Listed in its archive, but no longer there.
    without: ["bullseye"],
    download: ["libnss3-tools"],
    install: ["--no-install-recommends", "libnss3-tools", "curl"],
  },
  "certbot-installed": { install: ["--no-install-recommends", "nginx", "certbot"] },
  needrestart: { download: ["needrestart"], install: ["--no-install-recommends", "needrestart"] },
  strace: { download: ["strace"], install: ["strace"] },
  "ufw-inactive": { install: ["ufw"] },
  "ufw-active": {
    over: "ufw-inactive",
    run: [
      ["ufw", "allow", "OpenSSH"],
      ["ufw", "--force", "enable"],
    ],
  },
  reject: {
    install: ["iptables-persistent"],
    files: { "/etc/iptables/rules.v4": rules4, "/etc/iptables/rules.v6": rules6 },
  },
  /** iptables of before nftables, as on a box that was upgraded again and again. */
  "legacy-drop": {
    install: ["iptables-persistent"],
    files: {
      "/etc/iptables/rules.v4": droppingRules("icmp"),
      "/etc/iptables/rules.v6": droppingRules("ipv6-icmp"),
    },
    run: [
      ["update-alternatives", "--set", "iptables", "/usr/sbin/iptables-legacy"],
      ["update-alternatives", "--set", "ip6tables", "/usr/sbin/ip6tables-legacy"],
    ],
  },
  "nftables-by-hand": {
    download: ["nftables"],
    install: ["nftables"],
    files: { "/etc/nftables.conf": handWritten },
    run: [["systemctl", "enable", "--quiet", "nftables.service"]],
  },
  firewalld: { download: ["firewalld"], install: ["--no-install-recommends", "firewalld"] },
  "reject-unsaved": {
    files: {
      "/usr/lib/cloud-image/rules.v4": rules4,
      "/usr/lib/cloud-image/rules.v6": rules6,
      "/usr/lib/systemd/system/cloud-image-firewall.service": [
        "[Unit]",
        "Description=The cloud image's own firewall rules",
        "Before=network-pre.target",
        "[Service]",
        "Type=oneshot",
        "RemainAfterExit=yes",
        "ExecStart=/usr/sbin/iptables-restore /usr/lib/cloud-image/rules.v4",
        "ExecStart=/usr/sbin/ip6tables-restore /usr/lib/cloud-image/rules.v6",
        "[Install]",
        "WantedBy=multi-user.target",
        "",
      ].join("\n"),
    },
    run: [["systemctl", "enable", "--quiet", "cloud-image-firewall.service"]],
  },
  /** Proxies that are there and do not run, so that runs are short, and rules that refuse: a run opens ports. */
  "idle-proxies": {
    over: "reject-unsaved",
    // It has no Caddy.
    without: ["bullseye"],
    install: ["--no-install-recommends", "nginx", "apache2", "haproxy", "caddy", "openssl"],
    run: [["systemctl", "disable", "--quiet", "nginx", "apache2", "haproxy", "caddy"]],
  },
} as const;

export type Variant = keyof typeof recipes;
export const variants = Object.keys(recipes) as readonly Variant[];

export function recipeOf(variant: Variant): VariantRecipe {
  return recipes[variant];
}
