import { spawn } from "node:child_process";

/** What a finished command left behind. `code` is 128 + the signal's number when a signal ended it, as in a shell. */
export type CommandResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type CommandOptions = {
  /** Goes to the command's stdin, which is closed after it. */
  readonly input?: string | Uint8Array;
  /** The whole environment of the command; the own one when left out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the command is killed and the call fails; 120 s when left out. */
  readonly timeout?: number;
};

/** A running command: its output so far, its end, and the way to end it. */
export type RunningCommand = {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits until what it printed matches; gives back stdout and stderr so far. Rejects when it ends without. */
  readonly printed: (pattern: RegExp) => Promise<string>;
  readonly done: Promise<CommandResult>;
  readonly kill: (signal: NodeJS.Signals) => void;
};

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Starts a command on this machine. `done` never rejects for an exit code; it does when the program cannot be started. */
export function start(
  argv: readonly string[],
  options: Omit<CommandOptions, "timeout"> = {},
): RunningCommand {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"], env: options.env ?? process.env });
  const output = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text: string) => {
      output[name] += text;
      for (const look of waiting) look();
    });
  }
  // A command may end without having read its input; how it ended is told by its exit code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input);
  const done = new Promise<CommandResult>((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`${argv.join(" ")}: ${error.message}`)));
    child.once("close", (code, signal) =>
      resolve({ code: code ?? 128 + (signalNumbers[signal ?? ""] ?? 0), ...output }),
    );
  });
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const text = output.stdout + output.stderr;
        if (!pattern.test(text)) return;
        waiting.delete(look);
        resolve(text);
      };
      waiting.add(look);
      look();
      void done.finally(() => reject(new Error(`${argv.join(" ")} ended and had not printed ${pattern}`)));
    });
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    printed,
    done,
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs a command to its end. Throws when it cannot be started or runs into its timeout, with the output so far. */
export async function command(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return finish(argv, start(argv, options), options.timeout);
}

/** Waits for a started command; at the timeout (milliseconds) it is killed and the call throws. */
export async function finish(
  argv: readonly string[],
  running: RunningCommand,
  timeout = 120_000,
): Promise<CommandResult> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    running.kill("SIGKILL");
  }, timeout);
  const result = await running.done.finally(() => clearTimeout(timer));
  if (late) throw new Error(`${argv.join(" ")} ran longer than ${timeout} ms\n${describe(result)}`);
  return result;
}

/** Like `command`, and throws with the output unless the command exits 0. Returns its stdout. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  return succeeded(argv, await command(argv, options)).stdout;
}

/** Returns the result when its exit code is 0, throws with everything the command said otherwise. */
export function succeeded(argv: readonly string[], result: CommandResult): CommandResult {
  if (result.code !== 0) throw new Error(`${argv.join(" ")} exited ${result.code}\n${describe(result)}`);
  return result;
}

function describe({ stdout, stderr }: CommandResult): string {
  return [stdout.trimEnd(), stderr.trimEnd()].filter((text) => text !== "").join("\n");
}
