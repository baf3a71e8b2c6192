import { Box } from "ink";
import type { WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { useShape } from "../layout/shape.ts";
import { cells } from "../theme/cells.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { Looking } from "./looking.tsx";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Where the certificate comes from. */
export const certificate: Screen = {
  topic: "certificate",
  words: [
    ["Certificate", "proves to a client that it reached your name, and brings the key"],
    ["Self-signed", "made here; clients cannot know it, so they warn or refuse until told"],
    ["rotate", "wss-setup rotate puts a new one in; no connection is dropped"],
  ],
  useView: useCertificate,
};

function useCertificate({ context, send }: ScreenProps): ScreenView {
  const { sources, draft } = context;
  const { bodyColumns } = useShape();
  const titleWidth = Math.max(0, ...sources.map(({ title }) => cells(title)));
  const items = sources.map(({ id, title, tag, text, unfit }) => {
    const whole = [tag, text].filter(Boolean).join(" · ");
    const fits = tag === "" || cells(whole) <= bodyColumns - titleWidth - 5;
    return { id, title: capital(title), unfit, ...(fits ? { detail: whole } : { detail: tag, more: text }) };
  });
  const list = useChoiceList(items, draft.source, (id, { unfit }) => {
    if (unfit === undefined) send({ type: "SET", patch: { source: id } });
  });
  const { marked } = list;
  const refusal = marked?.unfit === undefined ? undefined : `${marked.title}: ${marked.unfit}`;
  const why = sources.find(({ id }) => id === marked?.id)?.why ?? "";
  return {
    take: list.take,
    typing: list.typing,
    keys: questionKeys({ context, send, refusal, own: list.keys }),
    body: (
      <Question text="Which certificate?">
        {items.length === 0 ? <Looking at="looking at what is there" /> : null}
        <ChoiceList items={items} state={list.state} />
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          {why === "" ? null : <Paragraph>{why}</Paragraph>}
          {marked?.id === "self-signed" ? <SelfSigned context={context} /> : null}
        </Box>
      </Question>
    ),
  };
}

/** What a self-signed pair means for this endpoint. */
function SelfSigned({ context }: { readonly context: WizardContext }) {
  const [first = "your name"] = splitList(context.draft.names);
  return (
    <Box flexDirection="column" marginTop={1} flexShrink={0}>
      <CheckRow state="ok" text="works with any name or address, also before DNS does" />
      <CheckRow
        state="warning"
        text={`browsers warn once: open https://${first} and accept it there; programs must be told to trust it`}
      />
    </Box>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
