import type { ApplyEvent } from "../interpreters/apply/events.ts";
import type { Terminal } from "./terminal.ts";

/** Tells a run line by line: `[3/11] Install nginx ... ok, 21 s`. */
export function progressLines(terminal: Pick<Terminal, "progress">): (event: ApplyEvent) => void {
  let total = 0;
  return (event) => {
    switch (event.type) {
      case "step-started":
        total = event.total;
        return terminal.progress(`[${event.index + 1}/${total}] ${event.step.title}`);
      case "line":
        return terminal.progress(`      ${event.line}`);
      case "step-done":
        return terminal.progress(
          `[${event.index + 1}/${total}] ok, ${(event.milliseconds / 1000).toFixed(1)} s`,
        );
      case "step-failed":
        return terminal.progress(`[${event.index + 1}/${total}] failed: ${event.step.title}`);
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
