import { deedOf } from "../core/deed.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import type { Progress, ProgressStep } from "./context.ts";
import { runSteps } from "./run-steps.ts";

/** Lines of the log that are kept for the screen. */
const logLength = 1000;
/** Lines of the running step that are shown beside it. */
const tailLength = 2;

/** The rows of the apply screen after one more event; `now` in milliseconds since the epoch. Pure. */
export function foldProgress(progress: Progress, event: ApplyEvent, now: number): Progress {
  switch (event.type) {
    case "planned": {
      // What was taken back before is an earlier run's.
      const { undoing: _, ...own } = progress;
      return {
        ...own,
        steps: runSteps(event.plan).map((step) => ({
          title: step.title,
          deed: deedOf(step),
          kind: step.kind,
          state: "to-do",
        })),
      };
    }
    case "step-started":
      return {
        ...withStep(progress, event.index, { state: "running", startedAt: now }),
        tail: [],
        lineAt: now,
      };
    case "step-done":
      return withStep(progress, event.index, { state: "done", milliseconds: event.milliseconds });
    case "step-failed":
      return withStep(progress, event.index, { state: "failed" });
    case "line":
      return {
        ...progress,
        log: [...progress.log, event.line].slice(-logLength),
        tail: [...(progress.tail ?? []), event.line].slice(-tailLength),
        lineAt: now,
      };
    case "undo-started":
      return { ...progress, undoing: (progress.undoing ?? 0) + event.total, tail: [], lineAt: now };
    case "undone":
      return undone(progress, event);
    default:
      return progress;
  }
}

/** A step that no row tells of is one of an earlier run: it gets a row of its own. */
function undone(progress: Progress, { title, kept }: Extract<ApplyEvent, { type: "undone" }>): Progress {
  const state = kept === undefined ? "taken-back" : "kept";
  const at = progress.steps.findLastIndex((step) => step.title === title && hasBegun(step));
  return at === -1
    ? { ...progress, steps: [...progress.steps, { title, kind: "RestoreFile", state }] }
    : withStep(progress, at, { state });
}

/** There is something to take back, and nobody has yet. */
function hasBegun({ state }: ProgressStep): boolean {
  return state === "running" || state === "done" || state === "failed";
}

function withStep(progress: Progress, index: number, change: Partial<ProgressStep>): Progress {
  return {
    ...progress,
    steps: progress.steps.map((step, at) => (at === index ? { ...step, ...change } : step)),
  };
}
