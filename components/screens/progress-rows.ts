import type { Progress, ProgressStep } from "../../src/wizard/context.ts";

/** One row of a list of steps. */
export type ProgressRow =
  | { readonly kind: "step"; readonly step: ProgressStep; readonly place: number }
  | { readonly kind: "line"; readonly text: string; readonly place: number }
  /** Steps that are over, in one row: done, or taken back. */
  | { readonly kind: "over"; readonly count: number; readonly state: "done" | "taken back" }
  /** What comes after. */
  | { readonly kind: "more"; readonly count: number };

/** Steps to come that stay in sight before done ones are folded. */
const stepsAhead = 3;

/**
 * The steps in so many rows: the running one is always there with the last lines it said; steps to come are left out
 * first, then done ones fold into one row.
 */
export function progressRows(
  { steps, tail = [] }: Progress,
  rows: number,
  tailRows: number,
): readonly ProgressRow[] {
  const running = steps.findIndex(({ state }) => state === "running");
  const lines = running === -1 ? [] : tail.slice(-tailRows);
  // The rows of the lines are kept before they come, so that nothing jumps.
  const room = rows - (running === -1 ? 0 : tailRows);
  const at = running === -1 ? nowAt(steps) : running;
  const [from, to] = visible(steps.length, at, Math.max(1, room));
  const shown = steps.slice(from, to).flatMap((step, place): readonly ProgressRow[] => [
    { kind: "step", step, place: from + place },
    ...(from + place === running
      ? Array.from({ length: tailRows }, (_, line) => ({
          kind: "line" as const,
          text: lines[line] ?? "",
          place: line,
        }))
      : []),
  ]);
  return [
    ...(from > 0 ? [{ kind: "over", count: from, state: stateOf(steps.slice(0, from)) } as const] : []),
    ...shown,
    ...(to < steps.length ? [{ kind: "more", count: steps.length - to } as const] : []),
  ];
}

/** Where the eye belongs when no step runs: at the failed one, else at the last that has begun. */
function nowAt(steps: readonly ProgressStep[]): number {
  const failed = steps.findIndex(({ state }) => state === "failed");
  if (failed !== -1) return failed;
  return Math.max(
    0,
    steps.findLastIndex(({ state }) => state !== "to-do"),
  );
}

function stateOf(steps: readonly ProgressStep[]): "done" | "taken back" {
  return steps.every(({ state }) => state === "taken-back") ? "taken back" : "done";
}

function visible(count: number, at: number, room: number): readonly [from: number, to: number] {
  let from = 0;
  let to = count;
  const used = () => to - from + (from > 0 ? 1 : 0) + (to < count ? 1 : 0);
  while (used() > room && to - 1 > at + stepsAhead) to -= 1;
  while (used() > room && from < at) from += 1;
  while (used() > room && to - 1 > at) to -= 1;
  return [from, to];
}
