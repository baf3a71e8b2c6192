import { Box } from "ink";
import { useEffect, useState } from "react";
import type { EditDecision } from "../../src/core/edited-files.ts";
import { reloadCloses } from "../../src/core/plan-findings.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import { editChoices, editedSentence } from "../../src/wizard/edit-offer.ts";
import { restartOffer } from "../../src/wizard/restart-offer.ts";
import { applyMeans } from "../../src/wizard/run-steps.ts";
import { enterKey, escapeKey, heardKey, type KeyRow } from "../keys/key-row.ts";
import { type Shape, useShape } from "../layout/shape.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { wrapText } from "../theme/wrap-text.ts";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { atMost, type SignedLine } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { problemLines } from "./failure-lines.ts";
import { Question } from "./question.tsx";
import { ReviewChanges } from "./review-changes.tsx";
import { atFirstChoice, moveInReview } from "./review-cursor.ts";
import { reviewNotes } from "./review-notes.ts";
import type { ScreenProps, ScreenView } from "./screen.ts";
import { useSaveAnswers } from "./use-save-answers.tsx";

/** The list of changes, and what to do with it. */
export function useReviewChangesPage(props: ScreenProps, openAnswers: () => void): ScreenView {
  const { context, send, say } = props;
  const { preview, problem, job, fromReview } = context;
  const shape = useShape();
  const { more } = useTheme();
  const [cursor, setCursor] = useState(atFirstChoice);
  const save = useSaveAnswers(props);
  const changes = preview?.changes ?? [];
  const edited = preview?.edited?.[0];
  const choices = preview === undefined ? [] : choicesOf(context, shape.kind === "narrow");
  const notes = reviewNotes(context, shape.bodyColumns);
  const rows = roomOf(shape, context, changes.length, notes, choices.length);
  const lists = { changes: changes.length, choices: choices.length, size: rows.list };
  const change = cursor.list === "changes" ? changes[cursor.place] : undefined;
  const looks = preview === undefined && problem === undefined;
  // That it is still looked at is no news once it is there.
  useEffect(() => {
    if (!looks) say(undefined);
  }, [looks, say]);
  const diff = () => {
    const index = change === undefined ? firstToShow(preview) : cursor.place;
    if (index === -1 || changes[index]?.diff === undefined)
      say(
        change === undefined ? "No file is changed: there is nothing to compare." : `No file: ${change.why}`,
      );
    else send({ type: "DIFF", index });
  };
  const act = () => {
    const how = choices[cursor.place]?.how;
    if (change !== undefined) diff();
    else if (edited !== undefined && how !== undefined) {
      send({ type: "DECIDE", decision: { ...edited, how } });
      // The next list has choices of its own.
      setCursor(atFirstChoice);
    } else if (cursor.place === 0) send({ type: "APPLY" });
    else save.open();
  };
  const waits =
    problem === undefined ? "Still checking what would change." : "Cure this first: Esc goes back.";
  const answersKey: KeyRow = { label: "Tab", does: "answers", on: ["tab", "shift-tab"], run: openAnswers };
  const enterWord = change === undefined ? (choices[cursor.place]?.key ?? "apply") : "diff";
  const keys = save.asked?.keys ?? [
    preview === undefined ? { ...enterKey("wait", act, waits), quiet: true } : enterKey(enterWord, act),
    ...(changes.length === 0 ? [] : [{ label: "d", does: "diffs", on: ["d"], run: diff }]),
    ...restartKeys(context, send),
    ...(job === "rotate" ? [] : [answersKey]),
    escapeKey(fromReview || job === "rotate" ? "menu" : "back", () => send({ type: "BACK" })),
    heardKey("Up/Down", "or j/k mark a line", true),
    heardKey("Space/PageDown", "next page of changes", true),
  ];
  const marked = cursor.list === "choices" ? (choices[cursor.place]?.id ?? "") : "";
  return {
    take:
      save.asked?.take ??
      ((press) => {
        const next = preview === undefined ? undefined : moveInReview(cursor, lists, press);
        if (next !== undefined) setCursor(next);
        return next !== undefined;
      }),
    typing: save.asked?.typing,
    keys,
    body: (
      <Question text={headline(context)}>
        {looks ? <CheckRow state="checking" text={`still checking ${more}`} /> : null}
        {problem === undefined ? null : <SignedRows lines={problemLines(problem, shape.bodyColumns)} />}
        {preview === undefined ? null : (
          <Box flexDirection="column" flexShrink={0}>
            <ReviewChanges
              changes={changes}
              top={Math.min(cursor.top, Math.max(0, changes.length - rows.list))}
              size={rows.list}
              marked={cursor.list === "changes" ? cursor.place : undefined}
              pretended={context.mode === "demo"}
            />
            {rows.notes.length === 0 ? null : (
              <Box marginTop={changes.length === 0 ? 0 : 1} flexShrink={0}>
                <SignedRows lines={rows.notes} />
              </Box>
            )}
            <Box height={1} flexShrink={0}>
              <Words tone="dim" wrap="cut">
                {change === undefined ? " " : `     Why: ${change.why}`}
              </Words>
            </Box>
            {save.asked?.field ?? (
              <ChoiceList items={choices} state={{ marked: marked === "" ? "none" : marked }} tight />
            )}
          </Box>
        )}
      </Question>
    ),
  };
}

function restartKeys(context: WizardContext, send: ScreenProps["send"]): readonly KeyRow[] {
  const offer = restartOffer(context);
  if (offer === undefined) return [];
  const does = offer.allow ? "restart too" : "reload only";
  return [{ label: "r", does, on: ["r"], run: () => send({ type: "RESTART", allowed: offer.allow }) }];
}

/** The file that is decided on now, else the first that there is something to see of; -1: there is none. */
function firstToShow(preview: WizardContext["preview"]): number {
  const changes = preview?.changes ?? [];
  const edited = changes.findIndex(({ title }) => title === preview?.edited?.[0]?.path);
  return edited === -1 ? changes.findIndex(({ diff }) => diff !== undefined) : edited;
}

function headline({ preview, problem, job }: WizardContext): string {
  if (problem !== undefined) return "This cannot be done as it stands.";
  if (preview === undefined) return "What would change?";
  const edited = preview.edited?.[0];
  if (edited !== undefined) return editedSentence(edited);
  if (preview.changes.length === 0) return "Nothing to do, all is as you want it.";
  return job === "rotate" ? `A new certificate and key. ${preview.sentence}` : preview.sentence;
}

interface ReviewChoice {
  readonly id: "apply" | "save" | EditDecision["how"];
  /** What becomes of an edited file. */
  readonly how?: EditDecision["how"];
  readonly title: string;
  readonly detail: string;
  /** What Enter does, in the footer. */
  readonly key: string;
}

/** The details of a narrow window take one row. */
function choicesOf({ mode, preview, job }: WizardContext, narrow: boolean): readonly ReviewChoice[] {
  const choice = (title: string, long: string, short: string): ReviewChoice => ({
    id: "apply",
    title,
    detail: narrow ? short : long,
    key: title.toLowerCase(),
  });
  const save: ReviewChoice = {
    id: "save",
    title: "Save answers",
    detail: "a file for the next box",
    key: "save answers",
  };
  const edited = preview?.edited?.[0];
  if (edited !== undefined) {
    return editChoices(edited).map(({ how, title, text }) => ({
      id: how,
      how,
      title,
      detail: text,
      key: title.toLowerCase(),
    }));
  }
  if (mode === "dry-run") {
    const long = "nothing is changed; the next page tells how to apply it";
    return [choice("Go on", long, "nothing is changed"), save];
  }
  if (preview?.changes.length === 0) {
    const long = "connects as a client would; changes nothing";
    return [choice("Prove it anew", long, "connects as a client would"), save];
  }
  if (job === "rotate") {
    const closes = preview?.plan.warnings.some(({ id }) => id === reloadCloses) === true;
    const short = closes ? "open connections close" : "no connection is dropped";
    return [choice("Rotate", `${short}; if a step fails, the old one is back`, short)];
  }
  const long = preview === undefined ? "" : applyMeans(preview);
  return [choice("Apply", long, "all of it, or nothing"), save];
}

/** How many rows each part gets: the notes a sixth or what the list leaves, one row stays for an answer to a key. */
function roomOf(
  { bodyRows, bodyColumns, kind }: Shape,
  context: WizardContext,
  changes: number,
  notes: readonly SignedLine[],
  choices: number,
): { readonly list: number; readonly notes: readonly SignedLine[] } {
  const head = wrapText(headline(context), bodyColumns).length + 1;
  const { notice } = context;
  const said = notice === undefined ? 1 : wrapText(notice, bodyColumns).length;
  const below = 1 + Math.max(2, choices + (kind === "narrow" ? 1 : 0));
  const free = bodyRows - head - below - said;
  const kept =
    notes.length === 0
      ? []
      : atMost(notes, Math.max(Math.floor(bodyRows / 6), free - changes - 1), "Tab shows them");
  const room = free - (kept.length === 0 ? 0 : kept.length + 1);
  // A list that does not fit gives a row to its place.
  return { list: changes <= room ? changes : Math.max(1, room - 1), notes: kept };
}
