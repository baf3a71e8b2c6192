import { issueLeaf } from "../certificates/x509/leaf.ts";
import type { Host } from "../host/host.ts";

/** What a Debian box has before anything is set up, as far as it is looked at or written to. */
const folders = [
  ...["/etc", "/etc/systemd", "/etc/systemd/system", "/run", "/run/systemd", "/run/systemd/system"],
  ...["/srv", "/srv/tls", "/usr", "/usr/local", "/usr/local/lib", "/var", "/var/lib", "/var/log"],
];

/** A certificate and key that the operator of the box has already. */
export const operatorsPair = { certificateFile: "/srv/tls/demo.crt", keyFile: "/srv/tls/demo.key" } as const;

/** os-release(5): plans go by the first lines, people read the last. */
const osRelease = `ID=debian
VERSION_ID="12"
VERSION_CODENAME=bookworm
PRETTY_NAME="Debian 12 (a demo in a folder)"
`;

/**
 * Makes an empty folder look like a fresh box.
 * @param names under which it can be reached
 */
export async function furnish(host: Host, names: readonly string[]): Promise<void> {
  for (const folder of folders) await host.makeDirectory(folder, { mode: 0o755 });
  await host.writeFile("/etc/os-release", osRelease, { mode: 0o644 });
  if ((await host.stat(operatorsPair.keyFile)) === undefined) await leavePair(host, names);
}

async function leavePair(host: Host, names: readonly string[]): Promise<void> {
  const wanted = { names, key: "rsa", days: 365, now: host.now(), onLine: () => undefined } as const;
  const { certificate, key } = await issueLeaf(wanted);
  await host.writeFile(operatorsPair.keyFile, key, { mode: 0o600 });
  await host.writeFile(operatorsPair.certificateFile, certificate, { mode: 0o644 });
}
