import { spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";

/** Starts this program again under sudo(8), on the same terminal. @returns its exit code; 127 when there is no sudo */
export async function runUnderSudo(argv: readonly string[]): Promise<number> {
  // Whoever read the keys here has gone, the reading goes on: it would take every second key, of the password too.
  process.stdin.resume().pause();
  await turn();
  const child = spawn("sudo", ["--", process.execPath, process.argv[1] ?? "", ...argv], { stdio: "inherit" });
  const missing = once(child, "error").then(() => 127);
  return Promise.race([missing, once(child, "exit").then(([code]) => (code as number | null) ?? 1)]);
}
