import { formatAnswers } from "../core/answers-file.ts";
import type { EndpointPorts } from "../core/endpoint-ports.ts";
import { endpointUrls } from "../core/endpoint-url.ts";
import type { Facts } from "../core/facts.ts";
import { isChange, type Plan } from "../core/plan.ts";
import { diffOf } from "../interpreters/preview/diff.ts";
import { changeSentence, stepNoun } from "../interpreters/preview/step-lines.ts";
import type { Preview } from "./context.ts";

/** A plan made ready to be drawn. Pure. */
export function makePreview(plan: Plan, facts: Facts, ports: EndpointPorts): Preview {
  return {
    plan,
    sentence: changeSentence(plan),
    changes: plan.steps.filter(isChange).map((step) => {
      const diff = diffOf(step, facts);
      const { action, title, why } = step;
      return { action, title, why, noun: stepNoun(step), ...(diff === undefined ? {} : { diff }) };
    }),
    endpoints: endpointUrls(plan.answers.names, ports),
    answersText: formatAnswers(plan.answers),
  };
}
