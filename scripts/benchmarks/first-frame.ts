import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { childrenOf } from "../../test/helpers/box/machine.ts";
import type { Ground } from "./ground.ts";
import type { RunTime } from "./run-to-end.ts";
import type { Task } from "./turns.ts";

/** The first screen is there when both ends of it are: its title above, its keys below. */
const frame = /wss-setup[\s\S]*Ctrl-C/;

/** The wizard, from its start in a terminal of 80×24 until its first screen is drawn; then it is killed. */
export function firstFrame(name: string, ground: Ground): Task<RunTime> {
  const wizard = `stty cols 80 rows 24 && exec '${ground.node}' '${ground.launcher}' --dry-run`;
  return { name, run: () => watch(ground.enter(["script", "-qefc", wizard, "/dev/null"])) };
}

function watch([program = "", ...args]: readonly string[]): Promise<RunTime> {
  const started = process.hrtime.bigint();
  const env = { ...process.env, TERM: "xterm-256color" };
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], env });
  return new Promise((resolve, reject) => {
    let output = "";
    let sample: RunTime | undefined;
    child.stdout.on("data", (data: Buffer) => {
      const wall = Number(process.hrtime.bigint() - started) / 1e6;
      output += data.toString("utf8");
      if (sample !== undefined || !frame.test(output)) return;
      const wizard = innermost(child.pid ?? 0);
      sample = { wall, cpu: cpuOf(wizard) };
      process.kill(wizard, "SIGKILL");
    });
    child.once("error", reject);
    child.once("close", () => {
      if (sample === undefined) reject(new Error(`The wizard ended before its first screen:\n${output}`));
      else resolve(sample);
    });
  });
}

/** `script` and the programs that lead into a box each have one child; the wizard is the first that is Node. */
function innermost(pid: number): number {
  const [file = ""] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  const [child] = childrenOf(pid);
  return file.endsWith("/node") || child === undefined ? pid : innermost(child);
}

/** What all threads of a process have taken of the processors so far, in ms (/proc/PID/schedstat has nanoseconds). */
function cpuOf(pid: number): number {
  const times = readdirSync(`/proc/${pid}/task`).map((thread) => {
    const [running = "0"] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
    return Number(running) / 1e6;
  });
  return times.reduce((sum, each) => sum + each, 0);
}
