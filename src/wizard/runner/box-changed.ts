import { exitCode, Failure } from "../../core/errors.ts";
import { isChange } from "../../core/is-change.ts";
import type { Plan } from "../../core/plan.ts";
import type { Preview } from "../context.ts";

/** The plan that was agreed to does not fit the box any more. */
export class BoxChanged extends Failure {
  readonly preview: Preview;

  constructor(preview: Preview) {
    super("the box changed meanwhile", { kind: "operator", exitCode: exitCode.failedAndRolledBack });
    this.preview = preview;
  }
}

/** Whether two plans make the same changes; what they prove does not count. */
export function sameChanges(agreed: Plan | undefined, now: Plan): boolean {
  const changes = (plan: Plan | undefined) => JSON.stringify(plan?.steps.filter(isChange));
  return changes(agreed) === changes(now);
}
