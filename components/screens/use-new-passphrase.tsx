import { Box } from "ink";
import { useState } from "react";
import { passphraseProblem, passphraseWords } from "../../src/wizard/new-passphrase.ts";
import { fittingRoot, rootOf } from "../../src/wizard/own-root.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { useHiddenField } from "../widgets/text-field/use-hidden-field.ts";
import { fieldKeys } from "../widgets/text-field/use-text-field.ts";
import { Question, questionKeys } from "./question.tsx";
import type { ScreenProps, ScreenView } from "./screen.ts";

const rows = ["first", "again", "place"] as const;
type Row = (typeof rows)[number];

/** A passphrase for a new root's key, typed twice, and where that key is to lie. */
export function useNewPassphrase({ context, send }: ScreenProps): ScreenView {
  const { draft, secrets } = context;
  const { cursor } = useTheme();
  const { kind } = useShape();
  const first = useHiddenField(secrets?.caPassphrase);
  const again = useHiddenField(secrets?.caPassphrase);
  const [at, setAt] = useState<Row>("first");
  const [asked, setAsked] = useState(false);
  const typed = { first: first.text, again: again.text, offline: draft.caKey === "offline" };
  const problem = passphraseProblem(typed);
  const toggle = () => send({ type: "SET", patch: { caKey: typed.offline ? "keep" : "offline" } });
  const go = (type: "NEXT" | "REVIEW") => {
    // Enter in a field leads on to the next one as long as that is empty.
    if (type === "NEXT" && at === "first" && first.text !== "" && again.text === "") return setAt("again");
    if (problem !== undefined) {
      setAsked(true);
      return setAt(first.text === "" ? "first" : "again");
    }
    send({ type: "NEW_PASSPHRASE", passphrase: first.text });
    send({ type });
  };
  const move = (step: number) =>
    setAt(rows[(rows.indexOf(at) + step + rows.length) % rows.length] ?? "first");
  const take = (press: KeyPress) => {
    if (press.name === "tab" || press.name === "down") move(1);
    else if (press.name === "shift-tab" || press.name === "up") move(-1);
    else if (at === "place") {
      if (!["left", "right", "o", " "].includes(press.name)) return false;
      toggle();
    } else {
      setAsked(false);
      return (at === "first" ? first : again).take(press);
    }
    return true;
  };
  const keys = questionKeys({
    context,
    send,
    go,
    own: [
      heardKey("Tab", "next line"),
      at === "place"
        ? heardKey("o", typed.offline ? "keep it here" : "carry it away")
        : heardKey("Keys", fieldKeys, true),
    ],
  });
  const lead = (row: Row, label: string) => `${at === row ? cursor : " "} ${label.padEnd(11)}`;
  const otherRoot = rootOf(context) !== undefined && fittingRoot(context) === undefined;
  return {
    take,
    typing: at !== "place",
    keys,
    body: (
      <Question text="Which passphrase shall lock your own CA's root?">
        <TextField
          state={first.state}
          label="passphrase"
          lead={lead("first", "Passphrase")}
          focused={at === "first"}
          hidden
        />
        <TextField
          state={again.state}
          label="once more"
          lead={lead("again", "Once more")}
          focused={at === "again"}
          hidden
        />
        <Box height={1} flexShrink={0}>
          <Box flexShrink={0}>
            <Words tone="accent">{`${lead("place", "Root's key")} `}</Words>
          </Box>
          <Words bold={at === "place"} wrap="cut">
            {placeWords(typed.offline, at === "place", kind === "narrow")}
          </Words>
        </Box>
        <Paragraph tone="bad" indent={2}>
          {asked ? (problem ?? " ") : " "}
        </Paragraph>
        <Box flexDirection="column" flexShrink={0}>
          {passphraseWords(typed).map(({ state, text }) => (
            <CheckRow key={text} state={state} text={text} />
          ))}
          {otherRoot ? (
            <CheckRow
              state="warning"
              text="The root that is here does not fit any more: it is set aside, devices need the new one."
            />
          ) : null}
        </Box>
      </Question>
    ),
  };
}

/** Where the key is to lie, and what `o` makes of that while the row has the cursor. */
function placeWords(offline: boolean, marked: boolean, narrow: boolean): string {
  const away = narrow ? "carried away" : "carried away to another machine";
  return `${offline ? away : "kept on this box"}${marked ? ` (o: ${offline ? "keep it" : "away"})` : ""}`;
}
