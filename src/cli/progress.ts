import { deedOf } from "../core/deed.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import type { OpenLine, Terminal } from "./terminal.ts";

/** Tells a run, a line a step: `[3/11] Install nginx 1.22.1 ... ok, 21.0 s`; what it says meanwhile parts the two ends. */
export function progressLines(terminal: Pick<Terminal, "progress" | "begin">): (event: ApplyEvent) => void {
  let total = 0;
  /** The step that has begun and not ended. */
  let line: OpenLine | undefined;
  const end = (index: number, open: string, parted: string) => {
    if (line?.end(` ${open}`) === false) terminal.progress(`[${index + 1}/${total}] ${parted}`);
    line = undefined;
  };
  return (event) => {
    switch (event.type) {
      case "step-started":
        total = event.total;
        line = terminal.begin(`[${event.index + 1}/${total}] ${deedOf(event.step)} ...`);
        return;
      case "line":
        return terminal.progress(`      ${event.line}`);
      case "step-done": {
        const took = `ok, ${(event.milliseconds / 1000).toFixed(1)} s`;
        return end(event.index, took, took);
      }
      // One that a stop kept from beginning did not fail.
      case "step-failed":
        return end(event.index, "failed", `failed: ${event.step.title}`);
      case "check":
        return terminal.progress(`      ${event.check.status}: ${event.check.title}: ${event.check.seen}`);
      case "undo-started":
        return terminal.progress(`Taking back ${event.total} ${event.total === 1 ? "step" : "steps"}`);
      case "undone":
        return terminal.progress(`      ${event.kept ?? `taken back: ${event.title}`}`);
      case "planned":
        return undefined;
    }
  };
}
