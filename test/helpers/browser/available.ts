import { existsSync, readFileSync } from "node:fs";
import { type HostPrograms, installHostPackages } from "../box/available.ts";

export const chromium = "/usr/bin/chromium";
export const certutil = "/usr/bin/certutil";

/** Program → the Debian package that brings it. */
const programs: HostPrograms = { [chromium]: "chromium", [certutil]: "libnss3-tools" };

/** Whether a browser can be driven on this machine; if not, the reason as a sentence. */
export function browserAvailable(): { readonly ok: true } | { readonly ok: false; readonly reason: string } {
  if (Object.keys(programs).every((file) => existsSync(file))) return { ok: true };
  if (process.getuid?.() !== 0) return { ok: false, reason: "Installing Chromium needs root." };
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  // Ubuntu's package of that name fetches a snap.
  if (!/^ID=debian$/m.test(release)) return { ok: false, reason: "Chromium is installed on Debian only." };
  return { ok: true };
}

/** Installs Chromium and certutil when they are missing: some 100 MB, so only a test that needs them asks. */
export function installBrowser(): Promise<void> {
  return installHostPackages(programs);
}
