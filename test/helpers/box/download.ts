import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "./command.ts";
import type { Suite } from "./golden.ts";
import { mirrorOf } from "./mirror.ts";
import type { Shell } from "./shell.ts";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/**
 * Adds packages, with all that they depend on, to what `apt-get install` finds in a box. The machine's apt fetches them,
 * with lists of its own and the box's package database, so that it takes what the box does not have yet.
 */
export async function download(suite: Suite, shell: Shell, packages: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "wss-setup-download-"));
  try {
    for (const each of ["lists/partial", "cache/archives/partial"])
      mkdirSync(join(scratch, each), { recursive: true });
    const sources = await mirrorOf(suite);
    if (sources.length === 0)
      throw new Error("apt is set up here without a mirror of Debian: add one to its sources.");
    const signed = sources.map((line) => `${line.replace("deb ", `deb [signed-by=${keyring}] `)}\n`);
    writeFileSync(join(scratch, "sources.list"), signed.join(""));
    writeFileSync(join(scratch, "status"), await shell.readFile("/var/lib/dpkg/status"));
    writeFileSync(
      join(scratch, "apt.conf"),
      `Dir::State "${scratch}"; Dir::State::status "${scratch}/status"; Dir::Cache "${scratch}/cache";
Dir::Etc::sourcelist "${scratch}/sources.list"; Dir::Etc::sourceparts "/dev/null"; Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none"; APT::Sandbox::User "";\n`,
    );
    const env = {
      ...process.env,
      APT_CONFIG: join(scratch, "apt.conf"),
      DEBIAN_FRONTEND: "noninteractive",
    };
    const install = ["apt-get", "install", "-y", "-qq", "--download-only", "--no-install-recommends"];
    await must(["apt-get", "update", "-qq"], { env, timeout: 300_000 });
    await must([...install, ...packages], { env, timeout: 600_000 });
    const folder = packages.join("-");
    const script =
      'cd "$0" && mv cache/archives "$1" && rm -rf "$1/partial" "$1/lock" && dpkg-scanpackages -m "$1"';
    const index = await must(["sh", "-c", script, scratch, folder]);
    await shell.copyIn(join(scratch, folder), `/srv/apt/${folder}`);
    await shell.run(["sh", "-c", "cat >> /srv/apt/Packages && apt-get update -qq"], { input: index });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
