import type { Host } from "../host/host.ts";

/** What a Debian box has before anything is set up, as far as it is looked at or written to. */
const folders = [
  ...["/etc", "/etc/systemd", "/etc/systemd/system", "/run", "/run/systemd", "/run/systemd/system"],
  ...["/usr", "/usr/local", "/usr/local/lib", "/var", "/var/lib", "/var/log"],
];

/** os-release(5): plans go by the first lines, people read the last. */
const osRelease = `ID=debian
VERSION_ID="12"
VERSION_CODENAME=bookworm
PRETTY_NAME="Debian 12 (a demo in a folder)"
`;

/** Makes an empty folder look like a fresh box. */
export async function furnish(host: Host): Promise<void> {
  for (const folder of folders) await host.makeDirectory(folder, { mode: 0o755 });
  await host.writeFile("/etc/os-release", osRelease, { mode: 0o644 });
}
