import type { Unfinished } from "./facts.ts";
import { isInterrupted, type Run } from "./journal.ts";
import { leftOver } from "./left-over.ts";

const words = {
  apply: "the last run",
  rotate: "the last run",
  undo: "the undo of the last run",
  remove: "the removal",
} as const satisfies Readonly<Record<Unfinished["of"], string>>;

/** What was cut off, else what the last undo left. @param installed those of the runs that left an endpoint, or some of it */
export function unfinished(runs: readonly Run[], installed: readonly Run[]): Unfinished | undefined {
  const cut = runs.findLast(isInterrupted);
  if (cut === undefined) return leftOver(installed);
  const of = verbOf(cut);
  const verb = of === "remove" ? "remove" : "undo";
  return { of, told: `${words[of]} was cut off in the middle`, next: `wss-setup ${verb} --yes` };
}

/** What was under way. A walk back that nobody asked for belongs to its run. */
function verbOf({ start, undo, removal }: Run): Unfinished["of"] {
  if (undo !== "request") return start.verb;
  return removal ? "remove" : "undo";
}
