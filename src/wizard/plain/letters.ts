import { stepOf } from "../context.ts";
import { backendProblem, emailProblem, limitsProblem, namesProblem } from "../draft-problem.ts";
import { findingsOf, ownFilesProblem } from "../own-files.ts";
import type { Visit } from "./visit.ts";

/**
 * Does what a letter stands for at every question: b, h (or ?), l, q, and r in the walk.
 * @returns why it cannot be done here; undefined when it is no such letter. Throws `Moved` when it is done
 */
export async function everywhere(visit: Visit, line: string): Promise<string | undefined> {
  switch (line.toLowerCase()) {
    case "b":
      visit.send({ type: "BACK" });
      return "There is nothing before this; q leaves.";
    case "h":
    case "?":
      visit.send({ type: "HELP" });
      return undefined;
    case "l":
      visit.send({ type: "LOG" });
      return undefined;
    case "q":
      visit.send({ type: "QUIT" });
      return undefined;
    case "r":
      return mayReview(visit) ? await goToReview(visit) : undefined;
    default:
      return undefined;
  }
}

/** A question before the review, so that the review can be jumped to. */
export function mayReview({ walk }: Visit): boolean {
  return walk !== "review" && stepOf(walk) !== undefined;
}

/** The rest is answered by what the box suggests, so that has to be there first. @returns why it cannot be done */
export async function goToReview(visit: Visit): Promise<string> {
  const { preflight } = visit.context;
  const stop = preflight.find(({ stops }) => stops !== undefined);
  if (stop !== undefined) return `Not yet: ${stop.text}`;
  await visit.wait(({ searched }) => searched, "what this box suggests", true);
  visit.send({ type: "REVIEW" });
  const { context, walk } = visit;
  const { draft } = context;
  if (walk === "ownFiles") {
    const failed = findingsOf(context)?.find(({ state }) => state === "failed");
    return ownFilesProblem(draft)?.text ?? failed?.text ?? "Not yet: both files have to be looked at first.";
  }
  const problem = backendProblem(draft) ?? namesProblem(draft) ?? emailProblem(draft) ?? limitsProblem(draft);
  return problem ?? "Not yet: a name has to be confirmed first.";
}
