import { type PathsRecord, type Run, type RunStep, runsBefore } from "../../../core/journal.ts";
import type { PathRecord } from "../../../core/step.ts";

/**
 * The step as a removal takes it back: what other hands wrote, and the operator let go, does not come back only to be in
 * the way of what was before it. What our own step before that left comes back instead; where nobody kept it, theirs does.
 * @param runs all of the journal, as they were before the walk
 */
export function withoutTaken(step: RunStep, run: Run, runs: readonly Run[]): RunStep {
  const { record } = step.begin;
  if (record.kind !== "paths" || record.taken === undefined) return step;
  const own = run.steps.filter(({ begin }) => begin.step < step.begin.step);
  const earlier = [...runsBefore(run, runs).flatMap(({ steps }) => steps), ...own].filter(
    ({ undone }) => !undone,
  );
  const left = record.taken.flatMap((path) => {
    const ours = leftAt(path, earlier);
    return ours === undefined ? [] : [[path, ours] as const];
  });
  const before: PathsRecord = { ...record, paths: { ...record.paths, ...Object.fromEntries(left) } };
  return { ...step, begin: { ...step.begin, record: before } };
}

/** What the last of the steps left there, with its copy; of a merge that is of no use, since it has what is ours alone. */
function leftAt(path: string, steps: readonly RunStep[]): PathRecord | undefined {
  const last = steps.findLast(({ begin }) => begin.record.kind === "paths" && path in begin.record.paths);
  if (last?.begin.record.kind !== "paths") return undefined;
  const { left, merged, intended } = last.begin.record;
  const after = last.after?.kind === "paths" ? last.after.paths[path] : intended?.[path];
  const backup = left?.[path];
  if (after?.kind !== "file" || backup === undefined || merged?.includes(path)) return undefined;
  return { ...after, backup };
}
