import type { Host } from "../host/host.ts";
import { removeUnfinished } from "../host/remove-unfinished.ts";

/** Asked by invoke-rc.d(8) and deb-systemd-invoke(1p) before a package's script starts a service. */
export const policyFile = "/usr/sbin/policy-rc.d";

const head = "#!/bin/sh\n# Written by wss-setup for the time that apt works, and removed after it.";

/** `policy-rc.d [options] ID ACTIONS [RUNLEVEL]`: 101 is no, 0 is yes. Units are named with and without `.service`. */
function policy(units: readonly string[]): string {
  const names = units.flatMap((unit) => [unit, `${unit}.service`]).map(quoted);
  return `${head}
while [ "\${1#-}" != "$1" ]; do shift; done
case "$1" in
  ${names.join(" | ")}) case "$2" in *start*) exit 101 ;; esac ;;
esac
exit 0
`;
}

/** A word for the shell, whatever is in it: sh(1), 2.2.2. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Does the work while packages' scripts cannot start these services: they are started once they are configured. As it
 * comes, nginx serves its welcome page on port 80 of both families, and is not installed where it cannot.
 * A policy of the operator's own is left to say what it says.
 */
export async function holdingStarts<T>(
  host: Host,
  units: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (units.length > 0 && (await isFree(host))) {
    await host.writeFile(policyFile, policy(units), { mode: 0o755, uid: 0, gid: 0 });
  }
  try {
    return await work();
  } finally {
    await releaseStarts(host);
  }
}

/** Removes our policy, if one is there: a run that was killed leaves it. */
export async function releaseStarts(host: Host): Promise<void> {
  if (await isOurs(host)) await host.remove(policyFile);
  await removeUnfinished(host, policyFile);
}

async function isFree(host: Host): Promise<boolean> {
  return (await host.stat(policyFile)) === undefined || (await isOurs(host));
}

async function isOurs(host: Host): Promise<boolean> {
  const stat = await host.stat(policyFile);
  if (stat?.kind !== "file") return false;
  return (await host.readFile(policyFile))?.toString("utf8").startsWith(head) === true;
}
