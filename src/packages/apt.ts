import { type Failure, outside } from "../core/errors.ts";
import type { Host, RunOptions, RunResult } from "../host/host.ts";
import { saysLocked } from "./apt-output.ts";

/** Seconds that we wait, in sight, for another apt or dpkg to end; for so long we ask every second, and then less often. */
const patience = { most: 600, eager: 10, pause: 5 } as const;

/**
 * Nothing may ask, restart services on its own, or open a pager: debconf(7), needrestart(1), apt-listchanges(1),
 * apt-listbugs(1), ucf(1). A needrestart that does not know to be suspended lists what it would have asked about.
 */
const quiet = {
  DEBIAN_FRONTEND: "noninteractive",
  DEBIAN_PRIORITY: "critical",
  NEEDRESTART_SUSPEND: "1",
  NEEDRESTART_MODE: "l",
  APT_LISTCHANGES_FRONTEND: "none",
  APT_LISTBUGS_FRONTEND: "none",
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
];

export interface AptContext {
  readonly host: Host;
  readonly onLine: (line: string) => void;
  /** Aborted: nobody waits any longer for another apt or dpkg. */
  readonly signal?: AbortSignal;
  /** Counts for all calls that have it in common: they wait no longer together than one call does without it. */
  readonly waited?: Waited;
}

/** How long another apt or dpkg was waited for by now. */
export interface Waited {
  seconds: number;
}

/**
 * Waits for an apt or dpkg that is still at it, then ends what an interrupted one left half done. Only its lock tells
 * that nobody is at it: between two packages there is nothing that an audit could see.
 */
export async function repairInterrupted(context: AptContext): Promise<void> {
  await dpkg(context, ["--configure", "-a", "--force-confdef", "--force-confold"]);
}

/** @throws Failure with what apt said */
export async function updateLists(context: AptContext): Promise<void> {
  const { code, stderr } = await unlocked(context, ["apt-get", "-q", "update"]);
  if (code !== 0) throw outside("the package lists could not be updated", lastLines(stderr));
}

/**
 * The wait for a lock is ours: apt's own (DPkg::Lock::Timeout) knows neither the lock of the lists nor that of the
 * archives, and cannot be stopped. A lock that another one has is found before anything is done.
 */
async function unlocked(context: AptContext, argv: readonly string[]): Promise<RunResult> {
  const { host, onLine, signal, waited = { seconds: 0 } } = context;
  for (;;) {
    const started = host.now().getTime();
    const result = await host.run(argv, running(context));
    if (result.code === 0 || !saysLocked(result.stderr)) return result;
    const seconds = Math.round(waited.seconds);
    if (signal?.aborted)
      throw stillLocked("another apt or dpkg is at work, and we were to stop", result.stderr);
    if (seconds > patience.most) {
      const minutes = patience.most / 60;
      throw stillLocked(`another apt or dpkg was still at work after ${minutes} minutes`, result.stderr);
    }
    onLine(`waiting for another apt or dpkg to end, ${seconds} s`);
    const pause = seconds < patience.eager ? 1 : patience.pause;
    await host.run(["sleep", String(pause)], signal === undefined ? {} : { signal });
    waited.seconds += (host.now().getTime() - started) / 1000;
  }
}

function stillLocked(message: string, said: string): Failure {
  return outside(message, lastLines(said), "when it has ended, run this again");
}

/** Asks apt what it would do; changes nothing. */
export function simulate(host: Host, argv: readonly string[]): Promise<RunResult> {
  return host.run(["apt-get", "-s", ...options, ...argv]);
}

/** @throws Failure when another one does not end */
export function apt(context: AptContext, argv: readonly string[]): Promise<RunResult> {
  return unlocked(context, ["apt-get", ...options, ...argv]);
}

/** @throws Failure when another one does not end */
export function dpkg(context: AptContext, argv: readonly string[]): Promise<RunResult> {
  return unlocked(context, ["dpkg", ...argv]);
}

/** A package operation is never cut in the middle, not even by our own death. */
function running({ onLine }: AptContext): RunOptions {
  return { env: quiet, onLine, outlivesUs: true };
}

/** The part of what a program said that tells why it failed. */
export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n");
}
