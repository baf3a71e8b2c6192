import { certificateChoices, missingWww, readiness } from "../../certificate-choices.ts";
import type { WizardContext } from "../../context.ts";
import { type Draft, splitList } from "../../draft.ts";
import { choose } from "../choose.ts";
import { namesAreKnown } from "../name-findings.ts";
import { sayStep } from "../step-line.ts";
import type { Visit } from "../visit.ts";
import { finding, labelled } from "../words.ts";

/** Where the certificate comes from. */
export async function certificate(visit: Visit): Promise<void> {
  sayStep(visit, "certificate");
  if (visit.context.notice !== undefined) visit.say(visit.context.notice);
  await visit.wait(({ sources }) => sources.length > 0, "what there is");
  for (;;) {
    if (offersAcme(visit.context)) await visit.wait(namesAreKnown, "where the names lead");
    visit.say(...acmeFindings(visit.context), "Which certificate?");
    const { draft } = visit.context;
    const www = offersAcme(visit.context) ? missingWww(draft) : undefined;
    const id = await choose<Draft["source"] | "www">(visit, {
      options: certificateChoices(visit.context).map(({ id, title, tag, text, unfit }) => ({
        value: id,
        title,
        tag,
        text,
        unfit,
      })),
      chosen: draft.source,
      letters: www === undefined ? [] : [{ letter: "w", does: `add ${www}`, value: "www" }],
    });
    if (id === "www") {
      visit.send({ type: "SET", patch: { names: [...splitList(draft.names), www].join(", ") } });
      continue;
    }
    if (id !== draft.source) visit.send({ type: "SET", patch: { source: id } });
    visit.send({ type: "NEXT" });
  }
}

/** Let's Encrypt is built, and could be asked from here. */
function offersAcme(context: WizardContext): boolean {
  return certificateChoices(context).some(({ id, unfit }) => id === "certbot" && unfit === undefined);
}

function acmeFindings(context: WizardContext): readonly string[] {
  if (!offersAcme(context)) return [];
  return readiness(context).rows.flatMap(({ state, text, fix }) => [
    finding(state, text),
    ...labelled("Do this", fix),
  ]);
}
