import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openFiles } from "./limits.ts";

/** A started container: systemd-nspawn, and the process that is PID 1 in it. */
export type Machine = {
  /** The id that PID 1 of the box has outside of it. */
  readonly leader: number;
  /** Waits until PID 1 is gone, by a reboot or a shutdown from inside. */
  readonly ended: () => Promise<void>;
};

export type MachineOptions = {
  readonly number: number;
  readonly root: string;
  readonly namespace: string;
  readonly hostname: string;
  /** The file that takes what the box prints on its console. */
  readonly console: string;
  /** Path on the machine → path in the box, read-only. */
  readonly binds: Readonly<Record<string, string>>;
  /** Boots systemd as PID 1; otherwise PID 1 is a stub that only reaps, so that nothing of systemd runs. */
  readonly systemd: boolean;
};

/**
 * Starts a container on the root folder, in a cgroup of its own (two systemds must not share one, and its end ends
 * whatever runs in the box). Comes back when PID 1 is there; whether the box is up is for the caller to ask it.
 */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const cgroup = cgroupOf(options.number);
  mkdirSync(cgroup, { recursive: true });
  const log = openSync(options.console, "a");
  const nspawn = [
    "systemd-nspawn",
    "--quiet",
    `--directory=${options.root}`,
    `--network-namespace-path=/run/netns/${options.namespace}`,
    // All but what would reach beyond the box: the machine's kernel modules and its clock.
    "--capability=all",
    "--drop-capability=CAP_SYS_MODULE,CAP_SYS_TIME",
    `--rlimit=RLIMIT_NOFILE=${openFiles}`,
    "--resolv-conf=off",
    "--timezone=off",
    "--link-journal=no",
    "--register=no",
    "--keep-unit",
    "--console=pipe",
    `--hostname=${options.hostname}`,
    ...Object.entries(options.binds).map(([from, to]) => `--bind-ro=${from}:${to}`),
    ...(options.systemd ? ["--boot"] : ["--as-pid2", "/bin/sleep", "infinity"]),
  ];
  const child = spawn("sh", ["-c", 'echo $$ > "$0" && exec "$@"', join(cgroup, "cgroup.procs"), ...nspawn], {
    stdio: ["ignore", log, log],
    env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1" },
    detached: true,
  });
  // A box that nobody waits for does not keep this process alive; its end is told to whoever waits.
  child.unref();
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const ended = () => {
    child.ref();
    return gone;
  };
  const leader = await until(`PID 1 of box ${options.number}`, async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`systemd-nspawn did not start:\n${readFileSync(options.console, "utf8")}`);
    }
    return childrenOf(child.pid).find(isLeader);
  });
  return { leader, ended };
}

/** Kills every process of the box at once, as a power cut would. Synchronous: it also runs while a process exits. */
export function killMachine(number: number): void {
  const cgroup = cgroupOf(number);
  if (!existsSync(cgroup)) return;
  writeFileSync(join(cgroup, "cgroup.kill"), "1");
  const populated = () => /^populated 1$/m.test(readFileSync(join(cgroup, "cgroup.events"), "utf8"));
  for (const end = Date.now() + 10_000; populated() && Date.now() < end; ) spawnSync("sleep", ["0.005"]);
  removeCgroup(cgroup);
}

/** Asks until there is an answer other than undefined, for what nobody notifies of. Throws after `limit` milliseconds. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, limit = 30_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what}: still waiting after ${limit} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The processes a process has started that still run, by their ids on the machine (proc(5)). */
export function childrenOf(pid: number): readonly number[] {
  const text = readOfProcess(`/proc/${pid}/task/${pid}/children`);
  return text?.split(" ").filter(Boolean).map(Number) ?? [];
}

function isLeader(pid: number): boolean {
  return /^NSpid:\t\d+\t1$/m.test(readOfProcess(`/proc/${pid}/status`) ?? "");
}

/** Undefined once the process is gone, which it may be between any two looks, or between open(2) and read(2). */
function readOfProcess(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}

function removeCgroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
  }
  rmdirSync(folder);
}

function cgroupOf(number: number): string {
  const line = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .find((text) => text.includes(" - cgroup2 "));
  const mount = line?.split(" ")[4];
  if (mount === undefined)
    throw new Error("Boxes need a mounted cgroup2 hierarchy; /proc/self/mountinfo has none.");
  return join(mount, `wss-box-${number}`);
}
