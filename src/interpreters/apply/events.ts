import type { UndoReason } from "../../core/journal.ts";
import type { Plan } from "../../core/plan.ts";
import type { Step } from "../../core/step.ts";
import type { Check } from "../../verify/check.ts";

/** What a run tells while it goes; screens and progress lines are made of these alone. */
export type ApplyEvent =
  | { readonly type: "planned"; readonly plan: Plan }
  | { readonly type: "step-started"; readonly index: number; readonly total: number; readonly step: Step }
  | { readonly type: "line"; readonly line: string }
  | { readonly type: "step-done"; readonly index: number; readonly step: Step; readonly milliseconds: number }
  | { readonly type: "step-failed"; readonly index: number; readonly step: Step; readonly error: unknown }
  | { readonly type: "check"; readonly check: Check }
  | { readonly type: "undo-started"; readonly total: number; readonly why: UndoReason }
  | { readonly type: "undone"; readonly title: string; readonly kept?: string };
