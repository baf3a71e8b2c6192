import { outside } from "../core/errors.ts";
import type { Host, RunOptions } from "../host/host.ts";
import { saysLocked } from "./apt-output.ts";

/** Seconds that we wait, visibly, for another apt or dpkg to end. */
const lockTimeout = 600;

/** Nothing may ask, restart services on its own, or open a pager: apt.conf(5), debconf(7), needrestart(1). */
const quiet = {
  DEBIAN_FRONTEND: "noninteractive",
  NEEDRESTART_SUSPEND: "1",
  APT_LISTCHANGES_FRONTEND: "none",
  UCF_FORCE_CONFFOLD: "1",
};

const options = [
  "-y",
  "-q",
  "--no-install-recommends",
  "-o",
  "Dpkg::Use-Pty=0",
  "-o",
  "Dpkg::Options::=--force-confdef",
  "-o",
  "Dpkg::Options::=--force-confold",
  "-o",
  `DPkg::Lock::Timeout=${lockTimeout}`,
];

export interface AptContext {
  readonly host: Host;
  readonly onLine: (line: string) => void;
}

/** Names of all packages that dpkg knows in any state but `not-installed`, `config-files` included: dpkg-query(1). */
export async function knownPackages(host: Host): Promise<readonly string[]> {
  const { stdout } = await host.run(["dpkg-query", "-W", "-f=${binary:Package} ${db:Status-Status}\n"]);
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !line.endsWith(" not-installed"))
    .map((line) => line.slice(0, line.indexOf(" ")).replace(/:.*$/, ""));
}

/** What apt would newly install for these packages; updates the package lists first where they do not know them. */
export async function simulateInstall(
  context: AptContext,
  packages: readonly string[],
): Promise<readonly string[]> {
  const simulate = () => context.host.run(["apt-get", "-s", ...options, "install", "--", ...packages]);
  let result = await simulate();
  if (result.code !== 0) {
    await updateLists(context);
    result = await simulate();
  }
  if (result.code !== 0) throw outside(`apt cannot install ${packages.join(", ")}`, lastLines(result.stderr));
  return namesAfter("Inst", result.stdout);
}

/** Installs packages without a question; conffiles of the operator stay. @throws Failure with what apt said */
export async function install(context: AptContext, packages: readonly string[]): Promise<void> {
  await repairInterrupted(context);
  let result = await apt(context, ["install", "--", ...packages]);
  if (result.code !== 0 && /Unable to fetch|404 {2}Not Found/.test(result.stderr)) {
    await updateLists(context);
    result = await apt(context, ["install", "--", ...packages]);
  }
  if (result.code !== 0)
    throw outside(`apt could not install ${packages.join(", ")}`, lastLines(result.stderr));
}

/** What a purge of these packages would take with it. */
export async function simulatePurge(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await host.run(["apt-get", "-s", ...options, "purge", "--", ...packages]);
  if (code !== 0) throw outside("apt cannot plan the removal", lastLines(stderr));
  return [...new Set([...namesAfter("Purg", stdout), ...namesAfter("Remv", stdout)])];
}

/**
 * Removes packages with their configuration, those too that were cut off while dpkg unpacked them: apt wants to install
 * such a package anew before it removes it. @throws Failure with what apt or dpkg said
 */
export async function purge(context: AptContext, packages: readonly string[]): Promise<void> {
  const torn = await tornPackages(context.host, packages);
  if (torn.length > 0) {
    const argv = ["dpkg", "--purge", "--force-remove-reinstreq", "--", ...torn];
    const { code, stderr } = await context.host.run(argv, running(context));
    if (code !== 0) throw outside(`dpkg could not remove ${torn.join(", ")}`, lastLines(stderr));
  }
  const { code, stderr } = await apt(context, ["purge", "--", ...packages]);
  if (code !== 0) throw outside(`apt could not remove ${packages.join(", ")}`, lastLines(stderr));
}

/** Those of the packages that dpkg wants installed anew, dpkg-query(1), `db:Status-Eflag`. */
async function tornPackages(host: Host, packages: readonly string[]): Promise<readonly string[]> {
  const format = "-f=${binary:Package} ${db:Status-Eflag}\n";
  const { stdout } = await host.run(["dpkg-query", "-W", format, "--", ...packages]);
  return stdout
    .split("\n")
    .filter((line) => line.endsWith(" reinstreq"))
    .map((line) => line.slice(0, line.indexOf(" ")));
}

/**
 * Waits for an apt or dpkg that is still at it, then ends what an interrupted one left half done. Only its lock tells
 * that nobody is at it: between two packages there is nothing that an audit could see.
 */
export async function repairInterrupted(context: AptContext): Promise<void> {
  const configure = ["dpkg", "--configure", "-a", "--force-confdef", "--force-confold"];
  await untilUnlocked(context, () => context.host.run(configure, running(context)));
}

/** `apt-get update` does not know DPkg::Lock::Timeout, so the wait for the lists' lock is ours. */
async function updateLists(context: AptContext): Promise<void> {
  const result = await untilUnlocked(context, () =>
    context.host.run(["apt-get", "-q", "update"], running(context)),
  );
  if (result !== undefined && result.code !== 0) {
    throw outside("the package lists could not be updated", lastLines(result.stderr));
  }
}

async function untilUnlocked<T extends { readonly code: number; readonly stderr: string } | undefined>(
  { host, onLine }: AptContext,
  attempt: () => Promise<T>,
): Promise<T> {
  const started = host.now().getTime();
  for (;;) {
    const result = await attempt();
    const seconds = Math.round((host.now().getTime() - started) / 1000);
    const locked = result !== undefined && result.code !== 0 && saysLocked(result.stderr);
    if (!locked || seconds > lockTimeout) return result;
    onLine(`waiting for another apt or dpkg to end, ${seconds} s`);
    await host.run(["sleep", "1"]);
  }
}

function apt(context: AptContext, argv: readonly string[]) {
  return context.host.run(["apt-get", ...options, ...argv], running(context));
}

/** A package operation is never cut in the middle, not even by our own death. */
function running({ onLine }: AptContext): RunOptions {
  return { env: quiet, onLine, outlivesUs: true };
}

/** Package names of the `Inst`, `Purg` or `Remv` lines of a simulation: apt-get(8). */
function namesAfter(word: string, text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(`${word} `))
    .map((line) => line.split(" ")[1] ?? "")
    .map((name) => name.replace(/:.*$/, ""));
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n");
}
