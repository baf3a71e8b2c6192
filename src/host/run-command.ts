import { constants } from "node:os";
import { cleanEnvironment } from "./clean-environment.ts";
import type { RunOptions, RunResult } from "./host.ts";
import { OutputCollector } from "./output-collector.ts";
import { endProcessGroup } from "./process-group.ts";

/** Milliseconds of silence after a program's end until a stream that its children hold open is given up. */
const silence = 300;

/** Exit codes as a shell gives them (bash(1), EXIT STATUS). */
const notFound = 127;
const notExecutable = 126;
const terminated = 128 + constants.signals.SIGTERM;

/**
 * Runs a program to its end in a session of its own, so that neither Ctrl-C nor the loss of the terminal reaches it.
 * A program that leaves a daemon behind (`service … start`) ends when it ends itself, even where the daemon holds its
 * output open. Each stream is kept up to 10 MiB; a longer one is cut and stderr says so.
 */
export async function runCommand(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program = "", ...args] = argv;
  if (options.signal?.aborted) return { code: terminated, stdout: "", stderr: "" };
  const { execa } = await import("execa");
  const child = execa(program, args, {
    cwd: "/",
    env: cleanEnvironment(process.env, options.env),
    extendEnv: false,
    detached: true,
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
    encoding: "buffer",
    buffer: false,
    reject: false,
  });
  const stdout = new OutputCollector(options.onLine);
  const stderr = new OutputCollector(options.onLine);
  child.stdout.on("data", (bytes: Uint8Array) => stdout.add(bytes));
  child.stderr.on("data", (bytes: Uint8Array) => stderr.add(bytes));
  child.nodeChildProcess.once("exit", () => {
    closeWhenSilent([stdout, stderr], () => {
      child.stdout.destroy();
      child.stderr.destroy();
    });
  });

  let ending: Promise<void> | undefined;
  const stop = () => {
    if (child.pid !== undefined) ending ??= endProcessGroup(child.pid);
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, options.timeout);
  if (options.timeout === undefined) clearTimeout(timer);
  options.signal?.addEventListener("abort", stop, { once: true });
  const result = await child;
  clearTimeout(timer);
  options.signal?.removeEventListener("abort", stop);
  await ending;

  stdout.end();
  stderr.end();
  const code = codeOf(result);
  const remarks = [
    stdout.dropped || stderr.dropped ? "[more than 10 MiB of output: the rest was dropped]" : "",
    timedOut ? `[${program} was ended after ${options.timeout} ms]` : "",
    result.exitCode === undefined && result.signal === undefined ? (result.originalMessage ?? "") : "",
  ];
  return {
    code: code === 0 && ending !== undefined ? terminated : code,
    stdout: stdout.text,
    stderr: [stderr.text, ...remarks].filter((part) => part !== "").join("\n"),
  };
}

interface Ended {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly code?: string;
}

function codeOf({ exitCode, signal, code }: Ended): number {
  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined)
    return 128 + (Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0);
  return code === "ENOENT" ? notFound : notExecutable;
}

/** The look comes after the event loop has polled once more: a busy loop runs late timers before it reads what is waiting. */
function closeWhenSilent(streams: readonly OutputCollector[], close: () => void): void {
  for (const stream of streams) stream.stirred = false;
  setTimeout(() => {
    setImmediate(() => {
      if (streams.some((stream) => stream.stirred)) closeWhenSilent(streams, close);
      else close();
    });
  }, silence).unref();
}
