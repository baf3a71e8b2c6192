import { dirname } from "node:path";
import { samePath } from "../../../core/installation.ts";
import { isInterrupted, type Run, type RunStep, runsBefore, standingSteps } from "../../../core/journal.ts";
import type { PathRecord } from "../../../core/step.ts";

/** What became of a path besides what the journal tells of the step that is taken back. */
export interface Resumed {
  /**
   * An earlier walk took it back further than to what this step found, to what an earlier step had found, though a disk
   * that failed may have kept that walk from noting it.
   */
  isBackFurther(path: string, now: PathRecord): boolean;
  /** It and its folder were no operator's: packages of ours had brought it, or we had, and neither comes back by this step. */
  wentWithFolder(path: string): boolean;
}

/**
 * What may have happened before `step` of `run` is taken back. Where no undo of it has begun, what is not as the step left
 * it was changed by other hands.
 * @param runs all of the journal, as they were before the walk
 */
export function resumedAt(step: RunStep, run: Run, runs: readonly Run[]): Resumed {
  const older = runsBefore(run, runs);
  const endedBefore = ({ endedAt }: Run) => endedAt !== undefined && endedAt < run.start.at;
  const own = run.steps.filter(({ begin }) => begin.step < step.begin.step);
  // What was taken back before the run began was no longer there for it to find.
  const earlier = [
    ...older.flatMap((each) => (endedBefore(each) ? standingSteps(each) : each.steps)),
    ...own,
  ];
  // And a walk that had ended by then, be it with all or not, touched nothing of what the run left.
  const rewalked = older.filter((each) => mayBeBack(each) && !endedBefore(each));
  const walked = mayBeBack(run) ? [...rewalked.flatMap(({ steps }) => steps), ...own] : [];
  const found = (steps: readonly RunStep[], path: string) =>
    steps.flatMap(({ begin }) => (begin.record.kind === "paths" ? (begin.record.paths[path] ?? []) : []));
  return {
    isBackFurther: (path, now) => found(walked, path).some((each) => samePath(each, now)),
    wentWithFolder: (path) =>
      found(run.steps, dirname(path)).every(({ kind }) => kind !== "directory") &&
      (found(earlier, path).some(({ kind }) => kind === "absent") ||
        earlier.some(({ after }) => after?.kind === "packages" && after.etc[path] !== undefined)),
  };
}

/** An undo of it was begun, or it was cut off. */
function mayBeBack(run: Run): boolean {
  return run.undo !== undefined || isInterrupted(run);
}
