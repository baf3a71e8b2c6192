import { constants } from "node:os";
import { cleanEnvironment } from "./clean-environment.ts";
import type { RunOptions, RunResult } from "./host.ts";
import { OutputCollector } from "./output-collector.ts";
import { OutputFile } from "./output-file.ts";
import { endProcessGroup } from "./process-group.ts";

/** Milliseconds of silence after a program's end until a stream that its children hold open is given up. */
const silence = 300;

/** Exit codes as a shell gives them (bash(1), EXIT STATUS). */
const notFound = 127;
const notExecutable = 126;
const terminated = 128 + constants.signals.SIGTERM;

/**
 * Runs a program to its end in a session of its own, so that neither Ctrl-C nor the loss of the terminal reaches it.
 * A program that leaves a daemon behind (`service … start`) has ended when it ends itself, even where the daemon holds
 * its output open. Each stream is kept up to 10 MiB; a longer one is cut and stderr says so.
 */
export async function runCommand(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { execa } = await import("execa");
  if (options.signal?.aborted) return { code: terminated, stdout: "", stderr: "" };
  const stdout = new OutputCollector(options.onLine);
  const stderr = new OutputCollector(options.onLine);
  const files = options.outlivesUs ? [new OutputFile(stdout), new OutputFile(stderr)] : [];
  const child = start(execa, argv, options, files);
  if (files.length === 0) readPipes(child, stdout, stderr);
  const guard = guardGroup(child.pid, options);
  const result = await child;
  for (const file of files) file.close();
  const ended = await guard.done();
  stdout.end();
  stderr.end();
  const remarks = [
    stdout.dropped || stderr.dropped ? "[more than 10 MiB of output: the rest was dropped]" : "",
    ended === "timeout" ? `[${argv[0]} was ended after ${options.timeout} ms]` : "",
    result.exitCode === undefined && result.signal === undefined ? (result.originalMessage ?? "") : "",
  ];
  const code = codeOf(result);
  return {
    code: code === 0 && ended !== undefined ? terminated : code,
    stdout: stdout.text,
    stderr: [stderr.text, ...remarks].filter((part) => part !== "").join("\n"),
  };
}

/** Loaded with the first command: it takes longer to load than everything else we start with. */
type Execa = typeof import("execa").execa;

function start(
  execa: Execa,
  [program = "", ...args]: readonly string[],
  { env, input }: RunOptions,
  [stdout, stderr]: readonly OutputFile[],
) {
  return execa(program, args, {
    cwd: "/",
    env: cleanEnvironment(process.env, env),
    extendEnv: false,
    detached: true,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
    stdout: asOption(stdout),
    stderr: asOption(stderr),
    encoding: "buffer",
    buffer: false,
    reject: false,
  });
}

/** The types know open files up to number 9 only; the program gets whichever it is. */
function asOption(file: OutputFile | undefined): "pipe" | 9 {
  return file === undefined ? "pipe" : (file.descriptor as 9);
}

function readPipes(child: ReturnType<typeof start>, stdout: OutputCollector, stderr: OutputCollector): void {
  child.stdout?.on("data", (bytes: Uint8Array) => stdout.add(bytes));
  child.stderr?.on("data", (bytes: Uint8Array) => stderr.add(bytes));
  child.nodeChildProcess.once("exit", () => {
    closeWhenSilent([stdout, stderr], () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    });
  });
}

interface Guard {
  /** Why the group was ended, if it was; resolves when nobody of it is left. */
  done(): Promise<"timeout" | "abort" | undefined>;
}

/** Ends the program and all it started at the timeout, or when the signal says so. */
function guardGroup(group: number | undefined, { timeout, signal }: RunOptions): Guard {
  let why: "timeout" | "abort" | undefined;
  let ending: Promise<void> | undefined;
  const end = (reason: "timeout" | "abort") => {
    if (group === undefined || ending !== undefined) return;
    why = reason;
    ending = endProcessGroup(group);
  };
  const abort = () => end("abort");
  const timer = timeout === undefined ? undefined : setTimeout(end, timeout, "timeout");
  signal?.addEventListener("abort", abort, { once: true });
  return {
    done: async () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      await ending;
      return why;
    },
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

/** The look comes after the event loop has polled once more: a busy loop runs late timers before it reads what waits. */
function closeWhenSilent(streams: readonly OutputCollector[], close: () => void): void {
  for (const stream of streams) stream.stirred = false;
  setTimeout(() => {
    setImmediate(() => {
      if (streams.some((stream) => stream.stirred)) closeWhenSilent(streams, close);
      else close();
    });
  }, silence).unref();
}
