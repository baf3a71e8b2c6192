import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached, cachedFolder } from "./cache.ts";
import { must } from "./command.ts";
import { mirrorOf } from "./mirror.ts";

export const suites = ["bullseye", "bookworm", "trixie"] as const;
export type Suite = (typeof suites)[number];

/** On a box from its first boot. `iptables` is what stock Ubuntu has; nothing that wss-setup has to install is here. */
const included = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "iproute2",
  "iptables",
  "ca-certificates",
  "procps",
  "openssh-server",
  "tmux",
  "libnss-myhostname",
];

/** What `apt-get install` finds on a box, with all it depends on. One line a download: packages that conflict need two. */
const pool: readonly (readonly string[])[] = [
  [
    "nginx",
    "apache2",
    "haproxy",
    "caddy",
    "certbot",
    "ufw",
    "curl",
    "openssl",
    "psmisc",
    "--install-recommends",
  ],
  ["iptables-persistent", "netfilter-persistent"],
  ["nodejs", "--no-install-recommends"],
];

/** Written into every box, as an installer would have done: a name, no nameserver, and timers that would run apt off. */
const files: Readonly<Record<string, string>> = {
  "etc/hostname": "box\n",
  "etc/hosts": "127.0.0.1\tlocalhost\n127.0.1.1\tbox\n::1\tlocalhost ip6-localhost ip6-loopback\n",
  "etc/resolv.conf": "",
  "etc/machine-id": "5f2c1e0ad0b84f6c9a55c0ffee5eed01\n",
  "etc/apt/sources.list": "deb [trusted=yes] file:/srv/apt ./\n",
};
const disabled = ["apt-daily.timer", "apt-daily-upgrade.timer"];

const recipe = { included, pool, files, disabled, version: 1 };

/** The folder of a suite's golden box, whether or not it has been built; what is layered over it depends on this name. */
export function goldenFolder(suite: Suite): string {
  return cachedFolder({ name: suite, recipe });
}

/** A fresh Debian of the suite with the packages of the pool in /srv/apt, built with mmdebstrap when it is missing. */
export function golden(suite: Suite): Promise<string> {
  return cached({ name: suite, recipe, build: (folder) => build(suite, folder) });
}

async function build(suite: Suite, folder: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "wss-setup-golden-"));
  const hook = join(scratch, "download");
  writeFileSync(hook, downloadScript(), { mode: 0o755 });
  const options = ["--variant=apt", `--include=${included.join(",")}`, `--customize-hook=${hook}`];
  try {
    await must(["mmdebstrap", ...options, suite, folder, ...(await mirrorOf(suite))], { timeout: 900_000 });
  } finally {
    rmSync(scratch, { recursive: true });
  }
  for (const [path, text] of Object.entries(files)) {
    rmSync(join(folder, path), { force: true });
    writeFileSync(join(folder, path), text, { mode: 0o644 });
  }
  mkdirSync(join(folder, "opt"), { recursive: true });
  const packages = await must(["sh", "-c", 'cd "$0/srv/apt" && dpkg-scanpackages --multiversion .', folder]);
  writeFileSync(join(folder, "srv/apt/Packages"), packages);
  await must(["chroot", folder, "apt-get", "update", "-qq"]);
  await must(["chroot", folder, "systemctl", "disable", "--quiet", ...disabled]);
}

/** Runs while mmdebstrap still has the real sources. A package that the suite does not have is left out. */
function downloadScript(): string {
  const downloads = pool.map((packages) => {
    const known = packages.map((name) => `$(known ${name})`).join(" ");
    return `chroot "$1" apt-get install -y -qq --download-only ${known}`;
  });
  return `#!/bin/sh
set -eu
root=$1
known() { case $1 in -*) echo "$1" ;; *) chroot "$root" apt-cache show "$1" >/dev/null 2>&1 && echo "$1" ;; esac || true; }
chroot "$1" apt-get clean
${downloads.join("\n")}
mkdir -p "$1/srv/apt"
mv "$1"/var/cache/apt/archives/*.deb "$1/srv/apt/"
`;
}
