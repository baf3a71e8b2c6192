import { Box } from "ink";
import { certificateChoices, missingWww, readiness } from "../../src/wizard/certificate-choices.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { useShape } from "../layout/shape.ts";
import { cells } from "../theme/cells.ts";
import { wrapText } from "../theme/wrap-text.ts";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import type { ChoiceItem } from "../widgets/choice-list/choice-list-state.ts";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { atMost } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { certificateLines } from "./certificate-lines.ts";
import { Looking } from "./looking.tsx";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Where the certificate comes from. */
export const certificate: Screen = {
  topic: "certificate",
  words: [
    ["Certificate", "proves to a client that it reached your name, and brings the key"],
    ["Let's Encrypt", "gives them out free; looks at your box over port 80 first"],
    ["Self-signed", "made here; clients cannot know it, so they warn or refuse until told"],
    ["Own CA", "your own issuer: devices that trust its root trust your names"],
    ["CAA", "a DNS record that says who may issue for your domain"],
    ["rotate", "wss-setup rotate puts a new one in; most proxies drop no connection"],
  ],
  useView: useCertificate,
};

function useCertificate({ context, send, say }: ScreenProps): ScreenView {
  const { draft } = context;
  const { bodyColumns, bodyRows, kind } = useShape();
  const choices = certificateChoices(context);
  const titleWidth = Math.max(0, ...choices.map(({ title }) => cells(title)));
  const items = choices.map(({ id, title, tag, text, unfit }) => {
    const whole = [tag, text].filter(Boolean).join(" · ");
    const fits = tag === "" || cells(whole) <= bodyColumns - titleWidth - 5;
    return { id, title, unfit, ...(fits ? { detail: whole } : { detail: tag, more: text }) };
  });
  const list = useChoiceList(items, draft.source, (id, { unfit }) => {
    if (unfit === undefined) send({ type: "SET", patch: { source: id } });
  });
  const { marked } = list;
  const refusal = marked?.unfit === undefined ? undefined : `${marked.title}: ${marked.unfit}`;
  const www = marked?.id === "certbot" && refusal === undefined ? missingWww(draft) : undefined;
  const addWww = {
    label: "w",
    does: "add www.",
    on: ["w"],
    run: () => {
      send({ type: "SET", patch: { names: [...splitList(draft.names), www].join(", ") } });
      say(`${www} is one of the names now.`);
    },
  };
  const narrow = kind === "narrow";
  const lines = marked === undefined ? [] : certificateLines(marked.id, context, bodyColumns, narrow);
  const looks = marked?.id === "certbot" && refusal === undefined && readiness(context).state === "unknown";
  const room = bodyRows - 3 - listRows(items, marked, bodyColumns, narrow) - (looks ? 1 : 0);
  return {
    take: list.take,
    typing: list.typing,
    keys: questionKeys({
      context,
      send,
      refusal,
      own: [...list.keys, ...(www === undefined ? [] : [addWww])],
    }),
    body: (
      <Question text="Which certificate?">
        {items.length === 0 ? <Looking at="looking at what is there" /> : null}
        <ChoiceList items={items} state={list.state} tight />
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          <SignedRows lines={atMost(lines, room)} />
          {looks ? <Looking at="looking the names up" /> : null}
        </Box>
      </Question>
    ),
  };
}

/** Rows that the list takes; in narrow windows only the marked line shows what it means. */
function listRows(
  items: readonly ChoiceItem[],
  marked: ChoiceItem | undefined,
  width: number,
  narrow: boolean,
): number {
  if (!narrow) return items.length + items.filter(({ more }) => more !== undefined).length;
  const below =
    marked === undefined ? [] : [marked.unfit ?? marked.detail, marked.unfit ? undefined : marked.more];
  return below.reduce((rows, text) => rows + (text ? wrapText(text, width - 4).length : 0), items.length);
}
