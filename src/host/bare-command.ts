import { spawn } from "node:child_process";
import { outside } from "../core/errors.ts";

export interface BareResult {
  /** Null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly said: string;
}

/**
 * Runs a small program of every box that stands in for a call that Node has not: in the C locale, without input, in a
 * session of its own, so that Ctrl-C does not reach it. @throws Failure when it cannot be started
 */
export function bareCommand(program: string, args: readonly string[]): Promise<BareResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: "/",
      env: { LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let [stdout, said] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.once("error", (error) => reject(outside(`${program} could not be started`, error.message)));
    child.once("close", (code) => resolve({ code, stdout, said: said.trim() }));
  });
}
