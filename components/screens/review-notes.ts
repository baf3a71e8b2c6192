import { restartWaits } from "../../src/core/plan-findings.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { installedLine } from "../../src/wizard/installed-line.ts";
import { reviewWarnings } from "../../src/wizard/review-warnings.ts";
import { type SignedLine, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { nameRows } from "./name-rows.ts";

/** What is to be said about the changes: warnings, what a rotation leaves, what a demo only shows. */
export function reviewNotes(context: WizardContext, width: number): readonly SignedLine[] {
  const plan = context.preview?.plan;
  if (plan === undefined) return [];
  const left = plan.left.length;
  const now = context.job === "rotate" && context.preview ? installedLine(context.preview) : undefined;
  return [
    ...(now === undefined ? [] : signedLines(now, width)),
    ...reviewWarnings(context).flatMap(({ id, text, next }) => {
      const way = id === restartWaits ? `${next}; or r, to restart it in this run` : next;
      return signedLines(way === undefined ? text : `${text} Do this: ${way}`, width, { sign: "warning" });
    }),
    ...(context.job === "apply" ? nameNotes(context, width) : []),
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

/** Names that lead elsewhere, one line each. */
function nameNotes(context: WizardContext, width: number): readonly SignedLine[] {
  return splitList(context.draft.names).flatMap((name) =>
    nameRows(name, context)
      .filter(({ state, advice }) => state === "warning" && advice !== undefined)
      .flatMap(({ title, text, advice }) =>
        signedLines(`${name}, ${title}: ${text.replace(/ {2,}/, ", ")}. Do this: ${advice}`, width, {
          sign: "warning",
        }),
      ),
  );
}
