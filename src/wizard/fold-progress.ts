import type { ApplyEvent } from "../interpreters/apply/events.ts";
import type { Progress, ProgressStep } from "./context.ts";

/** Lines of the log that are kept for the screen. */
const logLength = 1000;

/** The rows of the apply screen after one more event; `now` in milliseconds since the epoch. Pure. */
export function foldProgress(progress: Progress, event: ApplyEvent, now: number): Progress {
  switch (event.type) {
    case "planned":
      return {
        ...progress,
        steps: event.plan.steps
          .filter((step) => step.action !== "no-op" || step.kind === "Verify")
          .map(({ title, kind }) => ({ title, kind, state: "to-do" })),
      };
    case "step-started":
      return withStep(progress, event.index, { state: "running", startedAt: now });
    case "step-done":
      return withStep(progress, event.index, { state: "done", milliseconds: event.milliseconds });
    case "step-failed":
      return withStep(progress, event.index, { state: "failed" });
    case "line":
      return { ...progress, log: [...progress.log, event.line].slice(-logLength) };
    case "undone":
      return {
        ...progress,
        steps: progress.steps.map((step) =>
          step.title === event.title
            ? { ...step, state: event.kept === undefined ? "taken-back" : "kept" }
            : step,
        ),
      };
    default:
      return progress;
  }
}

function withStep(progress: Progress, index: number, change: Partial<ProgressStep>): Progress {
  return {
    ...progress,
    steps: progress.steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
  };
}
