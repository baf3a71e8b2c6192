import type { FoundBackend, WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import type { CheckState } from "../widgets/check-row/check-row.tsx";
import type { ChoiceItem } from "../widgets/choice-list/choice-list-state.ts";

/** The two lines behind what was found. */
export type BackendChoice = `url:${string}` | "other" | "later";

/** The servers that were found, best first, and the two ways to name another. */
export function backendItems({ backends }: WizardContext): readonly ChoiceItem<BackendChoice>[] {
  const found = backends
    .filter(({ typed }) => typed !== true)
    .map(
      ({ url, facts }): ChoiceItem<BackendChoice> => ({
        id: `url:${url}`,
        title: url,
        detail: facts === undefined ? "trying it …" : facts.answers ? facts.label : "does not answer",
        right: facts?.milliseconds === undefined ? undefined : `${Math.round(facts.milliseconds)} ms`,
      }),
    );
  return [
    ...found,
    { id: "other", title: "Another address", detail: "type a ws:// URL" },
    {
      id: "later",
      title: "Not running yet",
      detail: "set up anyway; clients get an error until it runs",
    },
  ];
}

/** The line that the draft's URL stands for. */
export function choiceOf({ backends, draft }: WizardContext): BackendChoice {
  const found = backends.some(({ url, typed }) => typed !== true && url === draft.backend);
  return found ? `url:${draft.backend}` : "other";
}

/** What is known of the URL in the draft. */
export function probed({ backends, draft }: WizardContext): FoundBackend | undefined {
  const urls = splitList(draft.backend);
  const tried = backends.filter(({ url, facts }) => urls.includes(url) && facts !== undefined);
  // Of several, the one that does not answer is the one to hear of.
  return tried.length < urls.length ? undefined : (tried.find(({ facts }) => !facts?.answers) ?? tried[0]);
}

export interface EvidenceRow {
  readonly state: CheckState;
  readonly text: string;
  readonly advice?: string;
}

/** What was seen of a backend, line by line. */
export function evidence(backend: FoundBackend | undefined, later: boolean): readonly EvidenceRow[] {
  if (backend?.facts === undefined) return [{ state: "checking", text: "trying a handshake …" }];
  const { facts, process, pid } = backend;
  if (!facts.answers) {
    const text = `It does not answer: ${facts.error ?? "no handshake"}`;
    return [later ? { state: "to-do", text } : { state: "failed", text }];
  }
  const place = pid === undefined ? process : `${process} (pid ${pid})`;
  const text =
    process === undefined
      ? `It answered a real handshake: ${facts.label}.`
      : `Found as process ${place}; it answered a real handshake.`;
  const seen: EvidenceRow = { state: "ok", text };
  return facts.unsafeRpc === true ? [seen, unsafe] : [seen];
}

const unsafe: EvidenceRow = {
  state: "warning",
  text: "This node answers unsafe calls: anyone who can connect could use them.",
  advice: "restart it with  --rpc-methods safe  then press t to test again.",
};
