import { Box } from "ink";
import { useState } from "react";
import { emptyDraft } from "../../src/wizard/draft.ts";
import { backendProblem } from "../../src/wizard/draft-problem.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { useSettled } from "../use-settled.ts";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import {
  type BackendChoice,
  backendItems,
  choiceOf,
  type EvidenceRow,
  evidence,
  probed,
} from "./backend-items.ts";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Which WebSocket server is published. */
export const backend: Screen = {
  topic: "backend",
  words: [
    ["Backend", "your own WebSocket server; it stays as it is and keeps its port"],
    ["Handshake", "what a client says first; each line here was really asked"],
    ["Unsafe calls", "commands of a Substrate node that change it; never for strangers"],
    ["Not running", "the endpoint is set up all the same and works once the server does"],
  ],
  useView: useBackend,
};

/** Enter on a server that is down is asked for twice. */
const down = "It does not answer. Enter again sets up anyway; later check with: wss-setup status";

function useBackend({ context, send, say }: ScreenProps): ScreenView {
  const { draft, searched } = context;
  const { bodyRows } = useShape();
  const items = backendItems(context);
  const found = choiceOf(context);
  // What the operator marked wins over what the URL is: a typed one may equal one that was found.
  const [own, setOwn] = useState<"other" | "later">();
  const [typed, setTyped] = useState(found === "other" ? draft.backend : emptyDraft.backend);
  const [warned, setWarned] = useState<string>();
  const set = (url: string) => send({ type: "SET", patch: { backend: url } });
  const value: BackendChoice = own ?? found;
  const list = useChoiceList(items, value, (id) => {
    const named = id === "other" || id === "later";
    setOwn(named ? id : undefined);
    set(named ? typed : id.slice("url:".length));
  });
  const marked = list.marked?.id ?? value;
  const types = marked === "other" || marked === "later";
  const field = useTextField(draft.backend, (text) => {
    setTyped(text);
    setOwn(marked === "later" ? "later" : "other");
    set(text);
  });
  const [settled, judge] = useSettled(draft.backend);
  const problem = backendProblem(draft);
  const known = probed(context);
  const go = (type: "NEXT" | "REVIEW") => {
    const dead = known?.facts?.answers === false && marked !== "later";
    if (problem !== undefined) judge();
    else if (dead && type === "NEXT" && warned !== draft.backend) {
      setWarned(draft.backend);
      say(down);
    } else send({ type });
  };
  const take = (press: KeyPress) => {
    const moves = press.name === "up" || press.name === "down";
    return types && !moves ? field.take(press) : list.take(press);
  };
  const again = {
    label: "t",
    does: "test again",
    on: ["t"],
    run: () => {
      send({ type: "TEST_AGAIN" });
      say("Testing it again.");
    },
    quiet: types,
  };
  const editing = types ? [heardKey("Keys", fieldKeys, true)] : [];
  return {
    take,
    typing: types,
    keys: questionKeys({ context, send, go, own: [again, ...list.keys, ...editing] }),
    body: (
      <Question text="Which WebSocket server do you want to publish?">
        {searched ? null : <CheckRow state="checking" text="looking for servers that listen here …" />}
        <ChoiceList items={items} state={list.state} size={Math.max(3, bodyRows - 10)} tight />
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          {types ? <TextField state={field.state} label="address of the server" lead="Address:" /> : null}
          {problem === undefined ? (
            <Evidence rows={evidence(known, marked === "later")} turns={searched} />
          ) : (
            <Paragraph tone="bad" indent={2}>
              {settled ? problem : " "}
            </Paragraph>
          )}
        </Box>
      </Question>
    ),
  };
}

function Evidence({ rows, turns }: { readonly rows: readonly EvidenceRow[]; readonly turns: boolean }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map(({ state, text, advice }) => (
        <Box key={text} flexDirection="column" flexShrink={0}>
          <CheckRow state={state} text={text} turns={turns} />
          {advice === undefined ? null : <Paragraph indent={3}>{`Do this: ${advice}`}</Paragraph>}
        </Box>
      ))}
    </Box>
  );
}
