import type { PreflightRow, WizardContext } from "../../context.ts";
import { choose, type Option } from "../choose.ts";
import { goToReview } from "../letters.ts";
import { sayStep } from "../step-line.ts";
import type { Visit } from "../visit.ts";
import { finding } from "../words.ts";

type Answer = "NEXT" | "RESUME" | "REVIEW";

/** What is found on the box. */
export async function check(visit: Visit): Promise<void> {
  sayStep(visit, "check");
  await visit.wait(
    ({ preflight }) => isSeen(preflight),
    visit.context.mode === "demo" ? "the demo" : "this box",
  );
  const { context } = visit;
  const { preflight } = context;
  visit.say(...preflight.map(({ state, title, text }) => finding(state, title, text)));
  visit.say(headline(context), outlook(context));
  const options = optionsOf(context);
  const answer = await choose<Answer>(visit, {
    options,
    chosen: options[0]?.value,
    ...(context.configured ? {} : { common: "h help, q quit" }),
  });
  if (answer === "REVIEW") visit.say(await goToReview(visit));
  else visit.send({ type: answer });
}

function isSeen(rows: readonly PreflightRow[]): boolean {
  return rows.length > 0 && rows.every(({ state }) => state !== "checking");
}

function optionsOf({ preflight, saved }: WizardContext): readonly Option<Answer>[] {
  const stop = preflight.find(({ stops }) => stops !== undefined);
  if (stop?.stops === "unsupported") return [];
  if (stop?.stops === "not-root") {
    return [{ value: "NEXT", title: "Go on under sudo", text: "your answers are kept" }];
  }
  const review = {
    value: "REVIEW",
    title: "Straight to the review",
    text: "with what this box suggests for all the rest",
  } as const;
  if (saved === undefined) return [{ value: "NEXT", title: "Go on" }, review];
  return [
    { value: "RESUME", title: "Go on where you left off", text: `your answers up to ${saved.at} are kept` },
    { value: "NEXT", title: "Begin anew", text: "with what this box suggests" },
    review,
  ];
}

function headline({ preflight, mode }: WizardContext): string {
  const box = mode === "demo" ? "The demo" : "This box";
  if (preflight.some(({ stops, state }) => stops !== undefined || state === "failed"))
    return `${box} is not ready yet.`;
  return isSeen(preflight) ? `${box} is ready.` : "Not everything is seen yet; you need not wait.";
}

function outlook({ mode }: WizardContext): string {
  return `Next: a few questions, then a list of every change. ${mode === "dry-run" ? "Nothing is changed in a dry run." : "Only Apply changes anything."}`;
}
