import { must } from "../../test/helpers/box/command.ts";
import type { Ground } from "./ground.ts";
import type { Task } from "./turns.ts";

/** What one run of a program took, in milliseconds: by the clock, and of all cores together. */
export type RunTime = { readonly wall: number; readonly cpu: number };

/** bash's clock has microseconds, and its `times` tells what the command and its children took of the processors. */
const script = 'start=$EPOCHREALTIME; "$@" >/dev/null 2>&1 </dev/null; echo "$start $EPOCHREALTIME"; times';

/** A command, from its start to its end. */
export function runToEnd(name: string, ground: Ground, argv: readonly string[]): Task<RunTime> {
  const env = { ...process.env, LC_ALL: "C" };
  const whole = ground.enter(["env", "LC_ALL=C", "bash", "-c", script, "bash", ...argv]);
  return { name, run: async () => parse(await must(whole, { env })) };
}

function parse(output: string): RunTime {
  const [clock = "", , children = ""] = output.trim().split("\n");
  const [start = 0, end = 0] = clock.split(" ").map(Number);
  const cpu = children.split(" ").map((text) => {
    const [minutes = 0, seconds = 0] = text.replace("s", "").split("m").map(Number);
    return minutes * 60_000 + seconds * 1000;
  });
  return { wall: (end - start) * 1000, cpu: cpu.reduce((sum, each) => sum + each, 0) };
}
