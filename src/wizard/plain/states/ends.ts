import type { Check } from "../../../verify/check.ts";
import type { WizardContext } from "../../context.ts";
import { doneSummary } from "../../done-summary.ts";
import { choose, type Option } from "../choose.ts";
import { failureLines } from "../failure-lines.ts";
import type { Visit } from "../visit.ts";
import { count, labelled, sentence } from "../words.ts";

type Answer = "RETRY" | "TAKE_BACK" | "KEEP" | "LOG";

/** A step failed and the run waits for a word. */
export async function stuck(visit: Visit): Promise<void> {
  visit.tellProgress();
  const { failure } = visit.context;
  visit.say("");
  if (failure !== undefined)
    visit.say(...labelled("Stopped at", failure.step && sentence(failure.step)), ...failureLines(failure));
  visit.forgetTyped();
  visit.say("What now?");
  const type = await choose<Answer>(visit, {
    options: optionsOf(visit.context),
    chosen: failure?.kind === "bug" ? "TAKE_BACK" : "RETRY",
    common: "h help, l log, q take it back",
  });
  visit.send({ type });
}

function optionsOf({ failure }: WizardContext): readonly Option<Answer>[] {
  return [
    { value: "RETRY", title: "Try again", text: "from this step on" },
    { value: "TAKE_BACK", title: "Take it back", text: "everything of this run; the box is as before" },
    failure?.backendDown === true
      ? { value: "KEEP", title: "Keep it", text: "only the server behind it is down" }
      : { value: "LOG", title: "Full log" },
  ];
}

/** The endpoint is proven. What it comes to is told once the walk has ended; the demo lives as long as this. */
export async function done(visit: Visit): Promise<void> {
  visit.tellProgress();
  if (visit.context.checks.length > 0) visit.say(tally(visit.context.checks));
  if (visit.context.mode === "demo") {
    const { headline, endpoints, links, note } = doneSummary(visit.context);
    visit.say("", headline, ...endpoints, ...links.flatMap(([label, text]) => labelled(label, text)), note);
    await choose(visit, {
      options: [{ value: "NEXT", title: "End the demo" }],
      chosen: "NEXT",
      common: "h help, l log, q quit",
    });
  }
  visit.send({ type: "NEXT" });
}

function tally(checks: readonly Check[]): string {
  const [good = 0, warnings = 0, bad = 0] = (["ok", "warning", "failed"] as const).map(
    (wanted) => checks.filter(({ status }) => status === wanted).length,
  );
  if (good === checks.length) return `All ${good} checks passed.`;
  return [
    `${good} of ${checks.length} checks passed`,
    ...(bad === 0 ? [] : [`${bad} failed`]),
    ...(warnings === 0 ? [] : [count(warnings, "warning")]),
  ]
    .join(", ")
    .concat(".");
}

/** Taken back; what came of it is told once the walk has ended. */
export async function ended(visit: Visit): Promise<void> {
  visit.tellProgress();
  visit.send({ type: "NEXT" });
}
