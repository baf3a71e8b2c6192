import { exitCode, Failure, invalidInput } from "./core/errors.ts";
import type { Problem } from "./core/finding.ts";

/** What stands in the way stops the job before anything is touched. @throws Failure (64) naming the first problem */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  throw invalidInput([first, ...others].map((problem) => problem.text).join("\n  "), first.next);
}

/** Files that other hands edited are never overwritten unasked. @throws Failure (4) naming them */
export function refuseDrift(drift: readonly string[]): void {
  if (drift.length === 0) return;
  throw new Failure(`edited by other hands and not overwritten: ${drift.join(", ")}`, {
    kind: "operator",
    exitCode: exitCode.editedByOthers,
    next: "see what differs with wss-setup plan, then move your edit away or take it out",
  });
}
