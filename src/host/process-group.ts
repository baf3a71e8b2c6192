import { setTimeout as wait } from "node:timers/promises";
import { kernelCode } from "./kernel-error.ts";

/** Milliseconds between TERM and KILL. */
const grace = 5_000;

/** Milliseconds between two looks at whether somebody is left. */
const glance = 25;

/** Ends a whole process group: TERM, and KILL for what is left after five seconds (kill(2) with a negative number). */
export async function endProcessGroup(group: number): Promise<void> {
  const end = performance.now() + grace;
  signalGroup(group, "SIGTERM");
  while (signalGroup(group, 0)) {
    if (performance.now() > end) {
      signalGroup(group, "SIGKILL");
      return;
    }
    await wait(glance);
  }
}

/** False when nobody is left in the group, or nobody whom we may signal. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    const code = kernelCode(error);
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
}
