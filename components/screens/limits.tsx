import { Box } from "ink";
import { useState } from "react";
import { limitsProblem } from "../../src/wizard/draft-problem.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { enterKey, escapeKey, heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { Words } from "../theme/words.tsx";
import { useSettled } from "../use-settled.ts";
import { OptionRows } from "../widgets/option-rows/option-rows.tsx";
import { useOptionRows } from "../widgets/option-rows/use-option-rows.ts";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import { limitOptions, limitPatch } from "./limit-options.ts";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** How much one client may take, and how connections are secured. */
export const limits: Screen = {
  topic: "limits",
  words: [
    ["Per address", "what one client on the internet may take; others are not touched"],
    ["Web pages", "a browser names the page that connects (its origin); a list lets only those in"],
    ["TLS", "the encryption; normal serves every client of the last ten years"],
    ["Key exchange", "numbers that old ways of encryption begin with; a standard group is fine"],
  ],
  useView: useLimits,
};

function useLimits({ context, send, say }: ScreenProps): ScreenView {
  const { draft } = context;
  const { kind } = useShape();
  const [editing, setEditing] = useState(false);
  const rows = useOptionRows(
    limitOptions(draft),
    (id, value) => {
      send({ type: "SET", patch: limitPatch(id, value) });
      if (id === "origins" && value !== "any") setEditing(true);
    },
    say,
  );
  const field = useTextField(draft.origins === "any" ? "" : draft.origins, (text) =>
    send({ type: "SET", patch: { origins: text } }),
  );
  const problem = limitsProblem(draft);
  const [settled, judge] = useSettled(draft.origins);
  const named = draft.origins !== "any";
  const take = (press: KeyPress) => {
    if (editing) return field.take(press);
    if (named && rows.marked?.id === "origins" && press.name === "right") {
      setEditing(true);
      return true;
    }
    return rows.take(press);
  };
  const close = () => setEditing(false);
  const go = (type: "NEXT" | "REVIEW") => {
    judge();
    if (problem === undefined) send({ type });
    else setEditing(true);
  };
  const question = questionKeys({ context, send, go, own: rows.keys });
  const keys = editing
    ? [
        enterKey("done", problem === undefined ? close : judge),
        heardKey("Keys", fieldKeys, true),
        { ...escapeKey("done", close), quiet: true },
        ...question.filter(({ on }) => on.includes("ctrl-r")),
      ]
    : question;
  return {
    take,
    typing: editing,
    keys,
    body: (
      <Question text="How shall the endpoint be protected?" note="Enter takes all as shown">
        <OptionRows options={limitOptions(draft)} state={rows.state} />
        {!named ? null : (
          <Box flexDirection="column" marginTop={1} flexShrink={0}>
            <Paragraph tone="dim">Origins, separated by commas, such as https://app.example.com:</Paragraph>
            <TextField state={field.state} label="origins, separated by commas" focused={editing} />
            <Paragraph tone="bad" indent={2}>
              {settled || !editing ? (problem ?? " ") : " "}
            </Paragraph>
          </Box>
        )}
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          {kind === "narrow" ? <Words tone="dim">{rows.marked?.note}</Words> : null}
          <Paragraph>{rows.marked?.why ?? ""}</Paragraph>
        </Box>
      </Question>
    ),
  };
}
