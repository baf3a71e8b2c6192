import { backendDown } from "../../../core/backend-down.ts";
import { capitalized } from "../../../core/capitalized.ts";
import type { EditDecision } from "../../../core/edited-files.ts";
import { certificateAnswer } from "../../certificate-answer.ts";
import { type WalkStep, type WizardContext, walkSteps } from "../../context.ts";
import { editChoices, editedSentence } from "../../edit-offer.ts";
import { installedLine } from "../../installed-line.ts";
import { restartOffer } from "../../restart-offer.ts";
import { applyMeans } from "../../run-steps.ts";
import { choose, type Option } from "../choose.ts";
import { failureLines } from "../failure-lines.ts";
import { saveAnswers } from "../save-answers.ts";
import { askForDiff, changeWords } from "../show-changes.ts";
import { sayStep } from "../step-line.ts";
import type { Visit } from "../visit.ts";
import { finding, labelled, sentence } from "../words.ts";

type Answer = "apply" | "save" | "diff" | "restart" | "keep" | "take" | "merge" | "answers" | "again";

/** Every change before it is made. */
export async function review(visit: Visit): Promise<void> {
  // What was looked at in between has not changed the list.
  if (visit.again || visit.from !== "diff") await tellPlan(visit);
  for (;;) {
    const { context } = visit;
    const options = optionsOf(context);
    const answer = await choose<Answer>(visit, {
      options,
      chosen: options[0]?.value,
      letters: context.preview === undefined ? [] : [{ letter: "d", does: "diffs", value: "diff" }],
    });
    if (answer === "apply") visit.send({ type: "APPLY" });
    if (answer === "save") await saveAnswers(visit);
    if (answer === "restart") await changeRestart(visit);
    if (answer === "keep" || answer === "take" || answer === "merge") await decide(visit, answer);
    if (answer === "diff") await askForDiff(visit);
    if (answer === "answers") await askWhich(visit);
    if (answer === "again") await tellPlan(visit);
  }
}

/** The list is made anew, with the restart or without. */
async function changeRestart(visit: Visit): Promise<void> {
  visit.send({ type: "RESTART", allowed: restartOffer(visit.context)?.allow === true });
  await tellPlan(visit);
}

/** The list is made anew: without the file of other hands, over it, or with both. */
async function decide(visit: Visit, how: EditDecision["how"]): Promise<void> {
  const edited = visit.context.preview?.edited?.[0];
  if (edited === undefined) return;
  visit.send({ type: "DECIDE", decision: { ...edited, how } });
  await tellPlan(visit);
}

async function tellPlan(visit: Visit): Promise<void> {
  if (visit.context.job === "apply") sayStep(visit, "review");
  else visit.say("", "A new certificate and key. Nothing changed yet.");
  await visit.wait(
    ({ preview, problem }) => preview !== undefined || problem !== undefined,
    "what has to be done",
    true,
  );
  const { preview, problem, draft, backends, notice } = visit.context;
  if (notice !== undefined) visit.say(notice);
  if (problem !== undefined) visit.say(...failureLines(problem));
  if (preview === undefined) return;
  const now = visit.context.job === "rotate" ? installedLine(preview) : undefined;
  visit.say(...(now === undefined ? [] : [sentence(now)]));
  visit.say(sentence(preview.sentence), ...preview.changes.map(changeWords));
  const edited = preview.edited?.[0];
  if (edited !== undefined) visit.say(finding("warning", editedSentence(edited)));
  const facts = backends.find(({ url }) => url === draft.backend)?.facts;
  if (facts?.unsafeRpc === true) {
    visit.say(
      finding("warning", "the node answers unsafe calls"),
      "Do this: restart it with --rpc-methods safe.",
    );
  }
  if (facts?.answers === false)
    visit.say(finding("warning", "the backend does not answer", facts.error ?? ""));
  for (const { text, next } of preview.plan.warnings.filter(
    ({ id }) => facts?.answers !== false || id !== backendDown,
  ))
    visit.say(finding("warning", text), ...labelled("Do this", next));
  for (const title of preview.plan.left) visit.say(sentence(`no change: left for the next apply, ${title}`));
  if (visit.context.mode === "demo" && preview.changes.some(({ noun }) => noun === "firewall")) {
    visit.say("no change: the firewall is only shown; nothing outside the demo's folder is touched.");
  }
}

function optionsOf(context: WizardContext): readonly Option<Answer>[] {
  const { preview, problem, mode, job } = context;
  const answers: Option<Answer> = { value: "answers", title: "Change an answer" };
  if (problem !== undefined) return job === "apply" ? [answers] : [];
  if (preview === undefined) return [{ value: "again", title: "Wait for the list of changes" }];
  const edited = preview.edited?.[0];
  if (edited !== undefined)
    return editChoices(edited).map(({ how, title, text }) => ({ value: how, title, text }));
  const apply: Option<Answer> =
    mode === "dry-run"
      ? { value: "apply", title: "End here", text: "see what would happen" }
      : { value: "apply", title: "Apply", text: applyMeans(preview) };
  return [
    apply,
    { value: "save", title: "Save answers", text: "a file for the next box" },
    ...restartOption(context),
    ...(job === "apply" ? [answers] : []),
  ];
}

function restartOption(context: WizardContext): readonly Option<Answer>[] {
  const offer = restartOffer(context);
  if (offer === undefined) return [];
  return offer.allow
    ? [{ value: "restart", title: "Restart too", text: "closes the connections that are open" }]
    : [{ value: "restart", title: "Reload only", text: "what waits for a restart goes on waiting" }];
}

/** Opens one question; the review comes after it. */
async function askWhich(visit: Visit): Promise<void> {
  const steps = walkSteps.filter(
    (step): step is Exclude<WalkStep, "check" | "review"> => step !== "check" && step !== "review",
  );
  const answers = answersOf(visit.context);
  visit.say("Which answer?");
  const to = await choose<(typeof steps)[number] | "none">(visit, {
    options: [
      ...steps.map((step) => ({
        value: step,
        title: capitalized(step),
        text: answers[step],
      })),
      { value: "none", title: "None" },
    ],
    chosen: "none",
  });
  if (to !== "none") visit.send({ type: "GO", to });
}

function answersOf(context: WizardContext): Readonly<Record<Exclude<WalkStep, "check" | "review">, string>> {
  const { draft, proxies } = context;
  return {
    backend: draft.backend,
    names: draft.names,
    proxy: proxies.find(({ id }) => id === draft.proxy)?.title ?? draft.proxy,
    certificate: certificateAnswer(context),
    limits: draft.connectionsPerIp === false ? "no limit" : `${draft.connectionsPerIp} per address`,
    firewall: draft.firewall === "none" ? "left alone" : "opened",
  };
}
