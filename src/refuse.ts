import { passphraseProblem } from "./certificates/own-ca/passphrase.ts";
import type { Secrets } from "./certificates/source.ts";
import { exitCode, Failure, invalidInput } from "./core/errors.ts";
import type { Problem } from "./core/finding.ts";

/** A passphrase that was given answers the problem that it is missing. */
function unsolved(problems: readonly Problem[], secrets?: Secrets): readonly Problem[] {
  return problems.filter(({ id }) => id !== passphraseProblem || secrets?.caPassphrase === undefined);
}

/** What stands in the way stops the job before anything is touched. @throws Failure (64) naming the first problem */
export function refuseProblems(problems: readonly Problem[], secrets?: Secrets): void {
  const [first, ...others] = unsolved(problems, secrets);
  if (first === undefined) return;
  throw invalidInput([first, ...others].map((problem) => problem.text).join("\n  "), first.next);
}

/** Files that other hands edited are never overwritten unasked. @throws Failure (4) naming them */
export function refuseDrift(drift: readonly string[]): void {
  if (drift.length === 0) return;
  throw new Failure(`edited by other hands and not overwritten: ${drift.join(", ")}`, {
    kind: "operator",
    exitCode: exitCode.editedByOthers,
    next: "see what differs with wss-setup plan; then move your edit away, or decide on it in the guide: wss-setup",
  });
}
