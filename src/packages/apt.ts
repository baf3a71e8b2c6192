import { outside } from "../core/errors.ts";
import type { Host, RunOptions, RunResult } from "../host/host.ts";
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

/**
 * Waits for an apt or dpkg that is still at it, then ends what an interrupted one left half done. Only its lock tells
 * that nobody is at it: between two packages there is nothing that an audit could see.
 */
export async function repairInterrupted(context: AptContext): Promise<void> {
  const configure = ["--configure", "-a", "--force-confdef", "--force-confold"];
  await untilUnlocked(context, () => dpkg(context, configure));
}

/** `apt-get update` does not know DPkg::Lock::Timeout, so the wait for the lists' lock is ours. @throws Failure with what apt said */
export async function updateLists(context: AptContext): Promise<void> {
  const update = ["apt-get", "-q", "update"];
  const { code, stderr } = await untilUnlocked(context, () => context.host.run(update, running(context)));
  if (code !== 0) throw outside("the package lists could not be updated", lastLines(stderr));
}

async function untilUnlocked(
  { host, onLine }: AptContext,
  attempt: () => Promise<RunResult>,
): Promise<RunResult> {
  const started = host.now().getTime();
  for (;;) {
    const result = await attempt();
    const seconds = Math.round((host.now().getTime() - started) / 1000);
    const locked = result.code !== 0 && saysLocked(result.stderr);
    if (!locked || seconds > lockTimeout) return result;
    onLine(`waiting for another apt or dpkg to end, ${seconds} s`);
    await host.run(["sleep", "1"]);
  }
}

/** Asks apt what it would do; changes nothing. */
export function simulate(host: Host, argv: readonly string[]): Promise<RunResult> {
  return host.run(["apt-get", "-s", ...options, ...argv]);
}

export function apt(context: AptContext, argv: readonly string[]): Promise<RunResult> {
  return context.host.run(["apt-get", ...options, ...argv], running(context));
}

export function dpkg(context: AptContext, argv: readonly string[]): Promise<RunResult> {
  return context.host.run(["dpkg", ...argv], running(context));
}

/** A package operation is never cut in the middle, not even by our own death. */
function running({ onLine }: AptContext): RunOptions {
  return { env: quiet, onLine, outlivesUs: true };
}

/** The part of what a program said that tells why it failed. */
export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n");
}
