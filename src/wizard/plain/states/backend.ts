import type { FoundBackend, WizardContext } from "../../context.ts";
import { emptyDraft } from "../../draft.ts";
import { backendProblem } from "../../draft-problem.ts";
import { choose, type Option } from "../choose.ts";
import { sayStep } from "../step-line.ts";
import { typeText } from "../type-text.ts";
import type { Visit } from "../visit.ts";
import { finding } from "../words.ts";

type Answer = `url:${string}` | "other" | "later" | "again";

const again = { letter: "t", does: "test again", value: "again" } as const;

/** Which WebSocket server is published. */
export async function backend(visit: Visit): Promise<void> {
  sayStep(visit, "backend");
  await visit.wait(({ searched }) => searched, "servers that listen here");
  for (;;) {
    const known = probed(visit.context);
    sayEvidence(visit);
    if (known === undefined && foundOnes(visit.context).length === 0)
      visit.say("warning: no WebSocket server was found here.");
    visit.say("Which WebSocket server do you want to publish?");
    const answer = await choose<Answer>(visit, {
      options: optionsOf(visit.context),
      chosen: known === undefined || known.typed ? "other" : `url:${known.url}`,
      letters: [again],
    });
    if (answer === "again") await test(visit);
    else if (answer === "later" || answer === "other") await typeUrl(visit, answer);
    else {
      setUrl(visit, answer.slice("url:".length));
      await goOn(visit);
    }
  }
}

/** Another address, tried unless it is known not to run yet. */
async function typeUrl(visit: Visit, why: "other" | "later"): Promise<void> {
  const { draft } = visit.context;
  const found = foundOnes(visit.context).some(({ url }) => url === draft.backend);
  const url = await typeText(visit, {
    label: "URL",
    chosen: found ? emptyDraft.backend : draft.backend,
    problem: (text) => backendProblem({ ...draft, backend: text }),
    within: true,
  });
  if (url === undefined) return;
  if (why === "later") {
    setUrl(visit, url);
    visit.send({ type: "NEXT" });
  }
  await test(visit, url);
  sayEvidence(visit);
  await goOn(visit);
}

/** A server that does not answer is asked about, and can be accepted. */
async function goOn(visit: Visit): Promise<void> {
  if (probed(visit.context)?.facts?.answers !== false) return visit.send({ type: "NEXT" });
  visit.say("Set it up all the same?");
  const answer = await choose<"NEXT" | "again" | "other">(visit, {
    options: [
      { value: "NEXT", title: "Set up anyway", text: "clients get an error until it runs" },
      { value: "again", title: "Test again" },
      { value: "other", title: "Another server" },
    ],
    chosen: "NEXT",
  });
  if (answer === "NEXT") visit.send({ type: "NEXT" });
  if (answer === "again") {
    await test(visit);
    sayEvidence(visit);
    await goOn(visit);
  }
}

/** Sets the URL, or has the present one tried again, and waits for what comes of it. */
async function test(visit: Visit, url = visit.context.draft.backend): Promise<void> {
  const before = factsOf(visit.context, url);
  if (url === visit.context.draft.backend) visit.send({ type: "TEST_AGAIN" });
  else setUrl(visit, url);
  await visit.wait((context) => {
    const facts = factsOf(context, url);
    return facts !== undefined && facts !== before;
  }, `a handshake with ${url}`);
}

function sayEvidence(visit: Visit): void {
  const known = probed(visit.context);
  if (known !== undefined) visit.say(...evidence(known));
}

function setUrl(visit: Visit, url: string): void {
  if (url !== visit.context.draft.backend) visit.send({ type: "SET", patch: { backend: url } });
}

function foundOnes({ backends }: WizardContext): readonly FoundBackend[] {
  return backends.filter(({ typed }) => typed !== true);
}

function probed({ backends, draft }: WizardContext): FoundBackend | undefined {
  return backends.find(({ url }) => url === draft.backend);
}

function factsOf({ backends }: WizardContext, url: string): FoundBackend["facts"] {
  return backends.find((each) => each.url === url)?.facts;
}

function optionsOf(context: WizardContext): readonly Option<Answer>[] {
  return [
    ...foundOnes(context).map(
      ({ url, facts }): Option<Answer> => ({
        value: `url:${url}`,
        title: url,
        text: facts === undefined ? "being tried" : facts.answers ? facts.label : "does not answer",
      }),
    ),
    { value: "other", title: "Another address", text: "type a ws:// URL" },
    { value: "later", title: "Not running yet", text: "set up anyway; clients get an error until it runs" },
  ];
}

/** What was seen of a server. */
function evidence({ url, facts, process, pid }: FoundBackend): readonly string[] {
  if (facts === undefined) return [finding("checking", url)];
  if (!facts.answers) return [finding("failed", `${url} does not answer: ${facts.error ?? "no handshake"}`)];
  const where =
    process === undefined ? "" : `found as process ${process}${pid === undefined ? "" : ` (pid ${pid})`}`;
  const seen = finding("ok", url, facts.label, where, "a real handshake was answered");
  if (facts.unsafeRpc !== true) return [seen];
  return [
    seen,
    finding("warning", "this node answers unsafe calls: anyone who can connect could use them"),
    "Do this: restart it with --rpc-methods safe, then type t to test again.",
  ];
}
