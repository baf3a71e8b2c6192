import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** systemd's generators (systemd.generator(7)) that ask for disks, consoles and kernel options, which no box has. */
const needless = [
  "systemd-cryptsetup-generator",
  "systemd-debug-generator",
  "systemd-fstab-generator",
  "systemd-getty-generator",
  "systemd-gpt-auto-generator",
  "systemd-hibernate-resume-generator",
  "systemd-integritysetup-generator",
  "systemd-run-generator",
  "systemd-ssh-generator",
  "systemd-system-update-generator",
  "systemd-tpm2-generator",
  "systemd-veritysetup-generator",
];

/**
 * Masks them before the box boots. Each `systemctl daemon-reload` starts all of them, and a package that is installed
 * asks for several: that was a tenth of what the tests in boxes cost.
 * @param root of the box, on the machine
 */
export function maskNeedlessGenerators(root: string): void {
  const folder = join(root, "etc/systemd/system-generators");
  mkdirSync(folder, { recursive: true });
  for (const name of needless) symlinkSync("/dev/null", join(folder, name));
}
