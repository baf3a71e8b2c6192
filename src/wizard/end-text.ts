import type { WizardContext } from "./context.ts";
import { type DoneSummary, doneSummary, type Labelled } from "./done-summary.ts";
import { reviewWarnings } from "./review-warnings.ts";

/** What is told once the screens are gone and the endpoint is proven: plain text, in ASCII as far as names are. */
export function doneText(context: WizardContext): string {
  if (context.mode === "demo") return demoText(context);
  const { headline, endpoints, seen, commands, links, note } = doneSummary(context);
  return [
    headline,
    ...endpoints.map((endpoint) => `  ${endpoint}`),
    "",
    ...seen.map(seenLine),
    "",
    ...labelled([...commands, ...links]),
    note,
  ].join("\n");
}

/** When this is read the demo's endpoint is gone: there is nothing to try any more. */
function demoText(context: WizardContext): string {
  const { endpoints, seen } = doneSummary(context);
  return [
    "The demo is over. Its endpoint was proven:",
    ...endpoints.map((endpoint) => `  ${endpoint}`),
    "",
    ...seen.map(seenLine),
    "",
    ...labelled([
      ["Again", "wss-setup demo --yes"],
      ["A real box", "wss-setup"],
    ]),
    "Nothing outside the demo's folder was touched.",
  ].join("\n");
}

function seenLine({ state, text }: DoneSummary["seen"][number]): string {
  return `${stateWords[state]} ${text}`;
}

const stateWords = { ok: "ok:", warning: "warning:", failed: "failed:" } as const;

/** What came of a run that was taken back, or of an undo. */
export function endedText(context: WizardContext): string {
  const { failure, left } = context;
  if (failure === undefined) return takenBackSentence(context);
  return [
    failure.message,
    ...(failure.said === undefined ? [] : [`It said: ${failure.said}`]),
    ...left,
    ...(failure.next === undefined ? [] : [`Do this: ${failure.next}`]),
    ...(failure.log === undefined ? [] : [`Log: ${failure.log}`]),
  ].join("\n");
}

/** The good end of taking back. What Debian's purge leaves of a package stays, so nothing is said of the whole box. */
export const takenBack = "Taken back. What was there before is back.";

/** The good end of an undo. */
export function takenBackSentence({ job }: Pick<WizardContext, "job">): string {
  return job === "undo" ? "Taken back. What was there before the last run is back." : takenBack;
}

const actionSigns = { create: "+", update: "~", delete: "-", "no-op": "=" } as const;

/** The end of a dry run: the list of changes, what to look out for and how to apply it. */
export function previewText(context: WizardContext): string {
  const { preview, saveAs } = context;
  if (preview === undefined) return "This was a dry run. Nothing was changed.";
  const width = Math.max(0, ...preview.changes.map(({ noun }) => noun.length));
  return [
    "This is what would happen. Nothing was changed.",
    "",
    preview.sentence,
    ...preview.changes.map(
      ({ action, noun, title }) => `  ${actionSigns[action]}  ${noun.padEnd(width)}  ${title}`,
    ),
    ...reviewWarnings(context).flatMap(({ text, next }) => [
      "",
      `warning: ${text}`,
      ...(next ? [`  ${next}`] : []),
    ]),
    "",
    `To do it: wss-setup apply -a ${saveAs?.file ?? "answers.yaml"} --yes`,
  ].join("\n");
}

function labelled(rows: readonly Labelled[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`);
}
