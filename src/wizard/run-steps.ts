import type { Plan } from "../core/plan.ts";
import type { Step } from "../core/step.ts";
import type { Preview } from "./context.ts";

/** The steps that a run tells of: every change and every test; the proof is made also where nothing changes. Pure. */
export function runSteps({ steps }: Plan): readonly Step[] {
  return steps.filter(({ action, kind }) => action !== "no-op" || kind === "Verify");
}

/** What Apply means: the run counts its tests too, so that it has more steps than the list has changes. Pure. */
export function applyMeans({ plan, changes }: Pick<Preview, "plan" | "changes">): string {
  const { length } = runSteps(plan);
  return changes.length > 0 && length > changes.length
    ? `${length} steps with the tests; if one fails, all is taken back`
    : "do this; if a step fails, everything is taken back";
}
