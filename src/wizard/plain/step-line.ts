import { type WalkStep, walkSteps } from "../context.ts";
import type { Visit } from "./visit.ts";

const touched = {
  "set-up": "Nothing changed yet",
  "dry-run": "Dry run, nothing will change",
  demo: "Demo, only its own folder is touched",
} as const;

/** `Step 5 of 8, certificate. Nothing changed yet.` */
export function sayStep(visit: Visit, step: WalkStep): void {
  const { mode } = visit.context;
  visit.say("", `Step ${walkSteps.indexOf(step) + 1} of ${walkSteps.length}, ${step}. ${touched[mode]}.`);
}
