import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { command, must } from "./command.ts";
import { withLock } from "./lock.ts";

/** Program → the Debian package that brings it. */
export type HostPrograms = Readonly<Record<string, string>>;

/** What any box needs on the machine it runs on. */
const boxPrograms: HostPrograms = {
  "/usr/bin/mmdebstrap": "mmdebstrap",
  "/usr/bin/systemd-nspawn": "systemd-container",
  "/usr/bin/dpkg-scanpackages": "dpkg-dev",
  "/usr/share/keyrings/debian-archive-keyring.gpg": "debian-archive-keyring",
  "/usr/sbin/ip": "iproute2",
  "/usr/bin/nsenter": "util-linux",
};

/** Whether boxes can be booted on this machine; if not, the reason as a sentence. */
export function boxesAvailable(): { readonly ok: true } | { readonly ok: false; readonly reason: string } {
  if (process.platform !== "linux") return { ok: false, reason: "Boxes need Linux." };
  if (process.arch !== "x64") return { ok: false, reason: "Boxes are built for amd64 only." };
  if (process.getuid?.() !== 0) return { ok: false, reason: "Boxes need root." };
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  if (!/^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)) {
    return { ok: false, reason: "Boxes need Debian or Ubuntu underneath." };
  }
  const overlayfs = () => /\boverlay\b/.test(readFileSync("/proc/filesystems", "utf8"));
  if (!overlayfs()) spawnSync("modprobe", ["overlay"]);
  if (!overlayfs()) return { ok: false, reason: "Boxes need overlayfs, which this kernel does not have." };
  const namespaces = spawnSync("unshare", ["--net", "--mount", "--pid", "--fork", "true"]);
  if (namespaces.status !== 0) {
    return { ok: false, reason: "Boxes need new namespaces, which this machine does not allow." };
  }
  return { ok: true };
}

/** Installs what the lab itself needs on this machine, if anything is missing. Throws with apt's words when it cannot. */
export async function installHostPackages(programs: HostPrograms = boxPrograms): Promise<void> {
  const missing = () => Object.entries(programs).filter(([file]) => !existsSync(file));
  if (missing().length === 0) return;
  await withLock("/run/wss-setup-boxes/apt.lock", async () => {
    const packages = [...new Set(missing().map(([, name]) => name))];
    if (packages.length === 0) return;
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...packages];
    // A source of the machine's own that does not answer is no reason to stop: the install says what is missing.
    await command(["apt-get", "update", "-qq"], { env, timeout: 300_000 });
    await must(install, { env, timeout: 300_000 });
  });
}
