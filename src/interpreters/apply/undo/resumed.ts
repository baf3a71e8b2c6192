import { samePath } from "../../../core/installation.ts";
import { isInterrupted, type Run, type RunStep } from "../../../core/journal.ts";
import type { PathRecord } from "../../../core/step.ts";

/** What an earlier walk over the same journal may have brought about, which a disk that failed kept it from noting. */
export interface Resumed {
  /** The path is as an earlier step found it: it was taken back further than to what this step found. */
  isBackFurther(path: string, now: PathRecord): boolean;
  /** It came with packages that an earlier step of the run brought, and goes with them. */
  cameWithPackages(path: string): boolean;
}

/** The first walk over a run that has ended. */
export const firstWalk: Resumed = { isBackFurther: () => false, cameWithPackages: () => false };

/**
 * What may have happened before `step` of `run` is taken back. Nothing, where no undo of it has begun: then what is not as
 * the step left it was changed by other hands.
 * @param runs all of the journal, as they were before the walk
 */
export function resumedAt(step: RunStep, run: Run, runs: readonly Run[]): Resumed {
  if (run.undo === undefined && !isInterrupted(run)) return firstWalk;
  const older = runs.slice(
    0,
    runs.findIndex(({ start }) => start.run === run.start.run),
  );
  const own = run.steps.filter(({ begin }) => begin.step < step.begin.step);
  const earlier = [...older.flatMap(({ steps }) => steps), ...own];
  return {
    isBackFurther: (path, now) =>
      earlier.some(({ begin: { record } }) => {
        const found = record.kind === "paths" ? record.paths[path] : undefined;
        return found !== undefined && samePath(found, now);
      }),
    cameWithPackages: (path) =>
      own.some(({ after }) => after?.kind === "packages" && after.etc[path] !== undefined),
  };
}
