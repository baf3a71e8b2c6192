import { Box } from "ink";
import { Paragraph } from "../theme/paragraph.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { Looking } from "./looking.tsx";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Which program carries the connections. */
export const proxy: Screen = {
  topic: "proxy",
  words: [
    ["Proxy", "takes wss:// from the internet and hands plain ws:// to your server"],
    ["to install", "comes from this box's own package server, which keeps it patched"],
    ["KB", "memory that one open connection takes"],
  ],
  useView: useProxy,
};

function useProxy({ context, send }: ScreenProps): ScreenView {
  const { proxies, draft } = context;
  const items = proxies.map(({ id, title, tag, text, unfit }) => ({
    id,
    title,
    detail: tag,
    more: text,
    unfit,
  }));
  const list = useChoiceList(items, draft.proxy, (id, { unfit }) => {
    if (unfit === undefined) send({ type: "SET", patch: { proxy: id } });
  });
  const { marked } = list;
  const refusal = marked?.unfit === undefined ? undefined : `${marked.title}: ${marked.unfit}`;
  const why = proxies.find(({ id }) => id === marked?.id)?.why ?? "";
  return {
    take: list.take,
    typing: list.typing,
    keys: questionKeys({ context, send, refusal, own: list.keys }),
    body: (
      <Question text="Which proxy shall carry the connections?">
        {items.length === 0 ? <Looking at="looking at what is installed" /> : null}
        <ChoiceList items={items} state={list.state} />
        {why === "" ? null : (
          <Box marginTop={1}>
            <Paragraph>{why}</Paragraph>
          </Box>
        )}
      </Question>
    ),
  };
}
