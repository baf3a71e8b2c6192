import type { WizardContext } from "../../src/wizard/context.ts";
import { type SignedLine, signedLines } from "../widgets/signed-lines/signed-lines.ts";

/** What is to be said about the changes: warnings, what a rotation leaves, what a demo only shows. */
export function reviewNotes(context: WizardContext, width: number): readonly SignedLine[] {
  const plan = context.preview?.plan;
  if (plan === undefined) return [];
  const left = plan.left.length;
  return [
    ...plan.warnings.flatMap(({ text, next }) =>
      signedLines(next === undefined ? text : `${text} Do this: ${next}`, width, { sign: "warning" }),
    ),
    ...(left === 0
      ? []
      : signedLines(
          `${left === 1 ? "1 other change waits" : `${left} other changes wait`} and ${left === 1 ? "is" : "are"} left alone: ${plan.left.join(", ")}. "Change" in the menu does ${left === 1 ? "it" : "them"}.`,
          width,
          { sign: "no-op" },
        )),
    ...(context.mode === "demo" && context.preview?.changes.some(({ noun }) => noun === "firewall")
      ? signedLines("The firewall is only shown: nothing outside the demo's folder is touched.", width, {
          sign: "no-op",
        })
      : []),
  ];
}
