import { driftWords } from "../../core/drift.ts";
import type { Facts } from "../../core/facts.ts";
import type { Plan } from "../../core/plan.ts";
import { diffOf } from "./diff.ts";
import { changeSentence, stepLine } from "./step-lines.ts";

/** The whole plan for people: the list of changes, what to look out for, then every file's diff. */
export function previewText(plan: Plan, facts: Facts): string {
  const diffs = plan.steps.flatMap((step) => diffOf(step, facts) ?? []);
  return [
    changeSentence(plan),
    "",
    ...plan.steps
      .filter((step) => step.kind !== "Verify" && step.kind !== "ValidateConfig")
      .map((step) => ` ${stepLine(step)}`),
    ...notes("edited by other hands, apply will refuse", driftWords(facts, plan)),
    ...notes(
      "warning",
      plan.warnings.map((warning) => (warning.next ? `${warning.text} (${warning.next})` : warning.text)),
    ),
    ...diffs.flatMap((diff) => ["", diff.trimEnd()]),
  ].join("\n");
}

function notes(label: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines.map((line) => ` !  ${label}: ${line}`)];
}
