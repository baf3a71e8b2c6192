import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { outside } from "../core/errors.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import type { Companion } from "./host.ts";

/** Milliseconds in which a companion is expected to end after its stdin has. */
const patience = 10_000;

/** Nobody but us holds the other end of its stdin: Node keeps its pipes from all other programs it starts (O_CLOEXEC). */
export async function startCompanion([program = "", ...args]: readonly string[]): Promise<Companion> {
  const child = spawn(program, args, {
    cwd: "/",
    env: cleanEnvironment(process.env),
    stdio: "pipe",
    detached: true,
  });
  const said: string[] = [];
  child.stderr.on("data", (bytes) => said.push(String(bytes)));
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      said.push(error.message);
      resolve();
    });
    child.once("close", () => resolve());
  });
  // The error of a pipe whose reader is gone would end us; whoever writes hears of it.
  child.stdin.on("error", () => undefined);
  const ready = once(child.stdout, "data").then(() => true);
  const gone = ended.then(() => false);
  if (!(await Promise.race([ready, gone])))
    throw outside(`${program} ended too early.`, said.join("").trim());
  return { tell: (line) => tell(child, line), end: () => end(child, ended) };
}

async function tell({ stdin, spawnfile }: ChildProcessWithoutNullStreams, line: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stdin.write(`${line}\n`, (error) => {
      if (error) reject(outside(`${spawnfile} has ended and should not have.`, error.message));
      else resolve();
    });
  });
}

/** One that takes longer goes on without us. */
async function end(child: ChildProcessWithoutNullStreams, ended: Promise<void>): Promise<void> {
  child.stdin.end();
  const late = new AbortController();
  await Promise.race([ended, wait(patience, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
  child.unref();
  child.stdout.destroy();
  child.stderr.destroy();
}
