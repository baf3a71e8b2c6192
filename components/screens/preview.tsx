import { Box } from "ink";
import type { Action } from "../../src/core/step.ts";
import type { PreviewChange } from "../../src/wizard/context.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { SignCell } from "../theme/sign.tsx";
import { Words } from "../theme/words.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { atMost, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { Question } from "./question.tsx";
import { reviewNotes } from "./review-notes.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";
import { useSaveAnswers } from "./use-save-answers.tsx";

/** The end of a dry run: what it came to, and how to do it in earnest. No key leads from here to a change. */
export const preview: Screen = {
  topic: "dry run",
  words: [
    ["dry run", "looks and plans as always, and changes nothing"],
    ["answers", "what you chose, as a file: apply reads it and asks no more"],
    ["Leave", "prints the list of changes, so that it stays on the screen"],
  ],
  useView: usePreview,
};

function usePreview(props: ScreenProps): ScreenView {
  const { context, send, say } = props;
  const { bodyColumns, bodyRows, kind } = useShape();
  const save = useSaveAnswers(props);
  const changes = context.preview?.changes ?? [];
  const items = [
    { id: "leave", title: "Leave", detail: "nothing stays behind" },
    { id: "save", title: "Save answers", detail: "a file for wss-setup apply" },
  ] as const;
  const list = useChoiceList(items, "leave", () => {});
  const act = () => (list.marked?.id === "save" ? save.open() : send({ type: "NEXT" }));
  const diffs = () => {
    const index = changes.findIndex(({ diff }) => diff !== undefined);
    if (index === -1) say("No file would change: there is nothing to compare.");
    else send({ type: "DIFF", index });
  };
  const narrow = kind === "narrow";
  const notes = atMost(reviewNotes(context, bodyColumns), bodyRows - (narrow ? 13 : 12));
  const file = context.saveAs?.file ?? "answers.yaml";
  return {
    take: save.asked?.take ?? list.take,
    typing: save.asked?.typing,
    keys: save.asked?.keys ?? [
      enterKey(list.marked?.id === "save" ? "save answers" : "leave", act),
      { label: "d", does: "diffs", on: ["d"], run: diffs },
      ...list.keys,
      escapeKey("back", () => send({ type: "BACK" })),
    ],
    body: (
      <Question text="This is what would happen. Nothing was changed.">
        <Counts changes={changes} narrow={narrow} />
        {notes.length === 0 ? null : (
          <Box marginTop={1}>
            <SignedRows lines={notes} />
          </Box>
        )}
        <Box flexDirection="column" marginY={1}>
          <SignedRows
            lines={signedLines(
              `To do it: leave and start wss-setup without --dry-run, or save the answers and run: wss-setup apply -a ${file} --yes`,
              bodyColumns,
            )}
          />
        </Box>
        {save.asked?.field ?? <ChoiceList items={items} state={list.state} tight />}
      </Question>
    ),
  };
}

const actionWords = [
  ["create", "to add"],
  ["update", "to change"],
  ["delete", "to remove"],
] as const satisfies readonly (readonly [Action, string])[];

function Counts({
  changes,
  narrow,
}: {
  readonly changes: readonly PreviewChange[];
  readonly narrow: boolean;
}) {
  const counts = actionWords.map(([action, word]) => ({
    action,
    text: `${changes.filter((change) => change.action === action).length} ${word}`,
  }));
  return (
    <Box columnGap={narrow ? 2 : 4} flexShrink={0}>
      {counts.map(({ action, text }) => (
        <Box key={action} flexShrink={0}>
          <SignCell name={action} />
          <Words>{text}</Words>
        </Box>
      ))}
    </Box>
  );
}
