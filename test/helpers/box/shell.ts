import { spawnSync } from "node:child_process";
import {
  type CommandOptions,
  type CommandResult,
  command,
  finish,
  type RunningCommand,
  start,
  succeeded,
} from "./command.ts";
import { openFiles } from "./limits.ts";
import { childrenOf } from "./machine.ts";

/** What root's login on the box would have; a command sees this and what its caller adds, nothing of the machine. */
const environment: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  USER: "root",
  LOGNAME: "root",
  SHELL: "/bin/bash",
  LANG: "C.UTF-8",
};

/** Commands in a box, as root, each in all of the box's namespaces. */
export type Shell = {
  /** Runs to the end and tells how it went. Throws at the timeout (120 s when left out). */
  readonly exec: (argv: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  /** As `exec`, and throws with the output unless it exits 0. Returns stdout. */
  readonly run: (argv: readonly string[], options?: CommandOptions) => Promise<string>;
  /** Starts a command; `kill` hits the command itself, and not what it has started. */
  readonly spawn: (argv: readonly string[], options?: Omit<CommandOptions, "timeout">) => RunningCommand;
  readonly readFile: (path: string) => Promise<string>;
  /** Writes the whole file, folders above it included. `mode` is octal, "0644" when left out. */
  readonly writeFile: (path: string, content: string | Uint8Array, mode?: string) => Promise<void>;
  /** Copies a file or a folder of the machine to exactly this path in the box. */
  readonly copyIn: (from: string, to: string) => Promise<void>;
};

/** The argv that runs a command in the namespaces of a process; for terminals of one's own. */
export function entering(
  leader: number,
  argv: readonly string[],
  env: CommandOptions["env"] = {},
): readonly string[] {
  const pairs = Object.entries({ ...environment, ...env }).filter(([, value]) => value !== undefined);
  const words = pairs.map(([name, value]) => `${name}=${value}`);
  const limits = ["prlimit", `--nofile=${openFiles}`];
  return [
    ...limits,
    "nsenter",
    "-t",
    String(leader),
    ..."-m -p -n -i -u -C -r -w env -i".split(" "),
    ...words,
    ...argv,
  ];
}

/** `leader` is asked anew for each command: a reboot changes it. */
export function shellOf(leader: () => number): Shell {
  const spawn: Shell["spawn"] = (argv, options = {}) => {
    const running = start(entering(leader(), argv, options.env), { ...options, env: process.env });
    // nsenter waits outside the box for the command, its only child: a signal to nsenter would not reach it.
    const kill = (signal: NodeJS.Signals) => {
      for (const pid of childrenOf(running.pid)) spawnSync("kill", ["-s", signal.slice(3), String(pid)]);
    };
    return { ...running, kill };
  };
  const exec: Shell["exec"] = (argv, options = {}) => finish(argv, spawn(argv, options), options.timeout);
  const run: Shell["run"] = async (argv, options) => succeeded(argv, await exec(argv, options)).stdout;
  const script = 'set -e; mkdir -p "$(dirname "$0")"; cat > "$0"; chmod "$1" "$0"';
  return {
    exec,
    run,
    spawn,
    readFile: (path) => run(["cat", "--", path]),
    writeFile: async (path, content, mode = "0644") => {
      await run(["sh", "-c", script, path, mode], { input: content });
    },
    copyIn: async (from, to) => {
      const pack = 'tar -C "$(dirname "$0")" -c "$(basename "$0")" | "$@"';
      const unpack =
        'mkdir -p "$(dirname "$0")" && tar -x --no-same-owner -C "$(dirname "$0")" --transform "s,^[^/]*,$(basename "$0"),"';
      const argv = ["sh", "-c", pack, from, ...entering(leader(), ["sh", "-c", unpack, to])];
      succeeded(argv, await command(argv));
    },
  };
}
