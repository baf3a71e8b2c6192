import type { Step } from "./step.ts";

/** Kinds that try something and leave nothing. */
const trials: readonly Step["kind"][] = ["ValidateConfig", "RehearseRenewal", "Verify"];

/** Whether a step changes the box; tests of a config, rehearsals and proofs do not. */
export function isChange(step: Step): boolean {
  return step.action !== "no-op" && !trials.includes(step.kind);
}
