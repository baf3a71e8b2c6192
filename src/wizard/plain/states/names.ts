import { splitList } from "../../draft.ts";
import { namesProblem, nameToConfirm } from "../../draft-problem.ts";
import { choose } from "../choose.ts";
import { nameFindings, namesAreKnown } from "../name-findings.ts";
import { sayStep } from "../step-line.ts";
import { typeText } from "../type-text.ts";
import type { Visit } from "../visit.ts";

/** The names that clients connect to, with where each leads. */
export async function names(visit: Visit): Promise<void> {
  sayStep(visit, "names");
  await visit.wait(({ draft, searched }) => draft.names !== "" || searched, "the name of this box");
  let told = visit.context.draft.names;
  if (told !== "") await tellWhereTheyLead(visit);
  visit.say("What name will clients connect to?", advice(visit));
  for (;;) {
    const { draft } = visit.context;
    const text = await typeText(visit, {
      label: "Names",
      chosen: draft.names,
      problem: (typed) => namesProblem({ ...draft, names: typed }),
    });
    if (text !== undefined && text !== draft.names) visit.send({ type: "SET", patch: { names: text } });
    if (!(await confirmed(visit))) continue;
    const fits = text === told || (await tellWhereTheyLead(visit)) || (await takesThemAnyway(visit));
    told = visit.context.draft.names;
    if (fits) visit.send({ type: "NEXT" });
  }
}

/** What is there already is not offered again. */
function advice({ context: { draft, facts } }: Visit): string {
  const [address] = facts?.addresses ?? [];
  const several = "Several: separate with commas.";
  return address === undefined || splitList(draft.names).includes(address)
    ? several
    : `${several} No domain? Type the address ${address}: it works too, with a certificate made here.`;
}

/** @returns whether all of them lead here */
async function tellWhereTheyLead(visit: Visit): Promise<boolean> {
  await visit.wait(namesAreKnown, "where the names lead");
  const { lines, good } = nameFindings(visit.context);
  visit.say(...lines);
  return good;
}

/** A name that looks like another is taken only by the operator's own yes. */
async function confirmed(visit: Visit): Promise<boolean> {
  for (;;) {
    const { draft, confirmed: before } = visit.context;
    const lookalike = nameToConfirm(draft, before);
    if (lookalike === undefined) return true;
    visit.say(`warning: ${lookalike.text}`);
    const meant = await choose<boolean>(visit, {
      options: [
        { value: false, title: "Type another name" },
        { value: true, title: "I mean this one" },
      ],
      chosen: false,
    });
    if (!meant) return false;
    visit.send({ type: "CONFIRM", name: lookalike.name });
  }
}

async function takesThemAnyway(visit: Visit): Promise<boolean> {
  return choose<boolean>(visit, {
    options: [
      { value: true, title: "Go on", text: "DNS may be put right later" },
      { value: false, title: "Type another name" },
    ],
    chosen: true,
  });
}
