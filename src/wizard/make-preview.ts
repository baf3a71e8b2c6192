import { formatAnswers } from "../core/answers-file.ts";
import { endpointUrl } from "../core/endpoint-url.ts";
import type { Facts } from "../core/facts.ts";
import { isChange, type Plan } from "../core/plan.ts";
import { diffOf } from "../interpreters/preview/diff.ts";
import { changeSentence, stepNoun } from "../interpreters/preview/step-lines.ts";
import type { Preview } from "./context.ts";

/** A plan made ready to be drawn. Pure. */
export function makePreview(plan: Plan, facts: Facts): Preview {
  return {
    plan,
    sentence: changeSentence(plan),
    changes: plan.steps.filter(isChange).map((step) => {
      const diff = diffOf(step, facts);
      const { action, title, why } = step;
      return { action, title, why, noun: stepNoun(step), ...(diff === undefined ? {} : { diff }) };
    }),
    endpoints: plan.answers.names.map(endpointUrl),
    answersText: formatAnswers(plan.answers),
  };
}
