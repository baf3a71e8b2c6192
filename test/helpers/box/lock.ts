import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Runs `work` while this process holds the lock file, waiting for whoever holds it now. The lock is flock(2)'s, held by
 * a child whose stdin is this process: when this process dies in any way, so does the lock.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const holder = spawn("flock", ["--exclusive", file, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once("data", () => resolve());
    holder.once("error", reject);
    holder.once("exit", (code) => reject(new Error(`flock ${file} exited ${code}`)));
  });
  try {
    return await work();
  } finally {
    const gone = new Promise((resolve) => holder.once("close", resolve));
    holder.stdin.end();
    await gone;
  }
}
