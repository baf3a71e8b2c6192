import type { Action } from "../core/step.ts";
import type { ApplyEvent } from "../interpreters/apply/events.ts";
import type { Check } from "../verify/check.ts";

export interface ApplyReport {
  readonly steps: readonly { readonly id: string; readonly action: Action; readonly milliseconds: number }[];
  readonly checks: readonly Check[];
}

/** Gathers what a run did and saw, for the JSON result. */
export function collectReport(): { onEvent(event: ApplyEvent): void; result(): ApplyReport } {
  const steps: ApplyReport["steps"][number][] = [];
  const checks: Check[] = [];
  return {
    onEvent: (event) => {
      if (event.type === "check") checks.push(event.check);
      if (event.type !== "step-done") return;
      const { id, action } = event.step;
      steps.push({ id, action, milliseconds: event.milliseconds });
    },
    result: () => ({ steps, checks }),
  };
}
