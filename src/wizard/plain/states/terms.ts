import { emailProblem } from "../../draft-problem.ts";
import { type TermsChoice, termsOf } from "../../terms-answer.ts";
import { choose } from "../choose.ts";
import { sayStep } from "../step-line.ts";
import { typeText } from "../type-text.ts";
import type { Visit } from "../visit.ts";

/** The operator's own yes to the terms: an empty line never says it. */
export async function terms(visit: Visit): Promise<void> {
  sayStep(visit, "certificate");
  visit.forgetTyped();
  for (;;) {
    const { draft } = visit.context;
    const { question, terms: links, choices, marked, answers } = termsOf(visit.context);
    visit.say(
      ...links.map(([label, text]) => `${label}: ${text}`),
      `Account: ${draft.email === "" ? "no e-mail, none is needed" : draft.email}`,
      question,
    );
    const answer = await choose<TermsChoice | "email">(visit, {
      options: choices.map(({ id, title, detail }) => ({ value: id, title, text: detail })),
      chosen: marked,
      letters: [
        ...choices.map(({ id, letter }) => ({ letter, does: id, value: id })),
        { letter: "e", does: "e-mail", value: "email" },
      ],
    });
    const problem = emailProblem(draft);
    if (answer === "email" || (answer !== "no" && problem !== undefined)) await askEmail(visit);
    else {
      visit.send({ type: "SET", patch: answers[answer] });
      visit.send({ type: "NEXT" });
    }
  }
}

async function askEmail(visit: Visit): Promise<void> {
  const { email } = visit.context.draft;
  const text = await typeText(visit, {
    label: "E-mail, or none",
    chosen: emailProblem({ email }) === undefined ? email : "",
    problem: (typed) => (typed === "none" ? undefined : emailProblem({ email: typed })),
    within: true,
  });
  if (text !== undefined) visit.send({ type: "SET", patch: { email: text === "none" ? "" : text } });
}
