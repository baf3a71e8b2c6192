import { Box } from "ink";
import { useState } from "react";
import type { WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { lastRunText, undoNote } from "../../src/wizard/last-run-text.ts";
import { enterKey, escapeKey, heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { cutTo } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { atMost, type SignedLine, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import { Question } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** What an undo or a removal takes back, before it does. */
export const confirm: Screen = {
  topic: "taking back",
  words: [
    ["Undo", "takes back the last run, and one that was cut off just before it"],
    ["Remove", "takes back every run: what was there before the first is back"],
    ["edited", "a file that other hands changed since is left and named"],
  ],
  useView: useConfirm,
};

function useConfirm(props: ScreenProps): ScreenView {
  const { context } = props;
  const undo = useUndo(props);
  const remove = useRemove(props);
  return context.job === "remove" ? remove : undo;
}

function useUndo({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns } = useShape();
  const items = [
    { id: "undo", title: "Take it back", detail: "what was there before is there again" },
    { id: "stay", title: "Leave it", detail: "back to the menu" },
  ] as const;
  const list = useChoiceList(items, "undo", () => {});
  const back = () => send({ type: "BACK" });
  const undoes = list.marked?.id !== "stay";
  const { status } = context;
  const which = status === undefined ? "" : `, the ${lastRunText(status)}`;
  const note = status && undoNote(status);
  return {
    take: list.take,
    keys: [
      enterKey(undoes ? "take it back" : "menu", () => (undoes ? send({ type: "APPLY" }) : back())),
      ...list.keys,
      escapeKey("menu", back),
    ],
    body: (
      <Question text={`Take back the last run${which}?`}>
        <SignedRows
          lines={[
            ...signedLines("What it added goes, what it changed or removed comes back.", bodyColumns),
            ...(note === undefined ? [] : signedLines(note, bodyColumns, { sign: "warning" })),
            ...editedNote(context, bodyColumns),
          ]}
        />
        <Box marginTop={1} flexShrink={0}>
          <ChoiceList items={items} state={list.state} tight />
        </Box>
      </Question>
    ),
  };
}

function useRemove({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows } = useShape();
  const { more } = useTheme();
  const [typed, setTyped] = useState("");
  const field = useTextField(typed, setTyped);
  const name = nameToType(context);
  const fits = typed.trim().toLowerCase() === name.toLowerCase();
  const owned = (context.status?.owned ?? []).map(
    (text): SignedLine => ({ text: cutTo(text, bodyColumns - 3, more), sign: "delete", indent: 3 }),
  );
  const edited = editedNote(context, bodyColumns);
  return {
    take: field.take,
    typing: true,
    keys: [
      enterKey(
        "remove all",
        () => send({ type: "APPLY" }),
        fits ? undefined : `Type ${name} first; Esc goes back to the menu.`,
      ),
      escapeKey("menu", () => send({ type: "BACK" })),
      heardKey("Keys", fieldKeys, true),
    ],
    body: (
      <Question text={`Take back everything that wss-setup did for ${name}?`}>
        <SignedRows lines={atMost(owned, bodyRows - edited.length - 8)} />
        <SignedRows lines={edited} />
        <Box flexDirection="column" marginTop={1} flexShrink={0}>
          <Words>{`Clients lose the endpoint. Type its name, ${name}, to go on:`}</Words>
          <TextField state={field.state} label="name of the endpoint" />
        </Box>
      </Question>
    ),
  };
}

/** What has to be typed is never empty: an Enter alone removes nothing. */
function nameToType({ draft, status }: WizardContext): string {
  const [first = status?.endpoints[0]?.replace(/^wss:\/\//, "") ?? "remove"] = splitList(draft.names);
  return first;
}

/** Files that other hands edited stay: whoever takes back is told before. */
function editedNote({ status }: WizardContext, width: number): readonly SignedLine[] {
  const files = status?.checks.find(({ id }) => id === "files");
  if (files === undefined || files.status === "ok") return [];
  return signedLines(`${files.seen}. It is left as it is, and named at the end.`, width, { sign: "warning" });
}
