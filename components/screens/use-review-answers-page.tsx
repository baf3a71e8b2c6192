import { Box } from "ink";
import { useState } from "react";
import { enterKey, escapeKey, heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { atMost } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { answerRows } from "./answer-rows.ts";
import { Question } from "./question.tsx";
import { ReviewAnswers } from "./review-answers.tsx";
import { reviewNotes } from "./review-notes.ts";
import type { ScreenProps, ScreenView } from "./screen.ts";

/** The answers, each with its source; a digit goes to its question, Esc back to the changes. */
export function useReviewAnswersPage({ context, send }: ScreenProps, close: () => void): ScreenView {
  const { bodyColumns, bodyRows } = useShape();
  const [marked, setMarked] = useState(0);
  const rows = answerRows(context);
  const go = (place: number) => {
    const row = rows[place];
    if (row !== undefined) send({ type: "GO", to: row.step });
  };
  const to = (place: number) => setMarked(Math.min(Math.max(0, place), rows.length - 1));
  const notes = reviewNotes(context, bodyColumns);
  return {
    keys: [
      enterKey("change it", () => go(marked)),
      ...rows.map(({ number, title }, place) => ({
        label: String(number),
        does: title.toLowerCase(),
        on: [String(number)],
        run: () => go(place),
        quiet: true,
      })),
      heardKey(`${rows[0]?.number}-${rows.at(-1)?.number}`, "go to it"),
      { label: "Up", does: "or k", on: ["up", "k"], run: () => to(marked - 1), quiet: true },
      { label: "Down", does: "or j", on: ["down", "j"], run: () => to(marked + 1), quiet: true },
      { label: "Tab", does: "changes", on: ["tab", "shift-tab"], run: close, quiet: true },
      escapeKey("changes", close),
    ],
    body: (
      <Question text="Your answers">
        <ReviewAnswers rows={rows} marked={marked} />
        <Box marginTop={1}>
          <SignedRows lines={atMost(notes, bodyRows - rows.length - 4)} />
        </Box>
      </Question>
    ),
  };
}
