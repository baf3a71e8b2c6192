import { Box } from "ink";
import { useState } from "react";
import type { WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { emailProblem } from "../../src/wizard/draft-problem.ts";
import { termsOf } from "../../src/wizard/terms-answer.ts";
import type { KeyPress } from "../keys/key-press.ts";
import { enterKey, escapeKey, heardKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Paragraph } from "../theme/paragraph.tsx";
import { useSettled } from "../use-settled.ts";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import { labelledLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { TextField } from "../widgets/text-field/text-field.tsx";
import { fieldKeys, useTextField } from "../widgets/text-field/use-text-field.ts";
import { Question, questionKeys } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** The operator's own yes to the terms of whoever gives the certificate. */
export const terms: Screen = {
  topic: "terms",
  words: [
    ["Terms", "what you promise the authority; nobody but you can agree to them"],
    ["Account", "the authority keeps one for this box; an e-mail is not needed"],
    ["Staging", "their test server: hardly any limits, but trusted by no one"],
  ],
  useView: useTerms,
};

const labelWidth = 9;

function useTerms({ context, send }: ScreenProps): ScreenView {
  const { draft } = context;
  const { bodyColumns } = useShape();
  const [editing, setEditing] = useState(false);
  const [settled, judge] = useSettled(draft.email);
  const field = useTextField(draft.email, (email) => send({ type: "SET", patch: { email } }));
  const { choices, marked, answers, terms: links, question } = termsOf(context);
  const items = choices.map(({ id, title, detail, letter }) => ({
    id,
    title,
    detail: id === "no" ? detail : `press ${letter}: ${detail}`,
  }));
  const list = useChoiceList(items, marked, () => {});
  const problem = emailProblem(draft);
  const go = (type: "NEXT" | "REVIEW", choice = list.marked?.id ?? "no") => {
    if (choice !== "no" && problem !== undefined) {
      judge();
      setEditing(true);
      return;
    }
    send({ type: "SET", patch: answers[choice] });
    send({ type });
  };
  const close = () => (problem === undefined ? setEditing(false) : judge());
  const letters = choices.map(({ id, letter }) => ({
    label: letter,
    does: id,
    on: [letter],
    run: () => go("NEXT", id),
    quiet: id !== "yes",
  }));
  const tab = { label: "Tab", does: "to the e-mail", on: ["tab", "shift-tab"], run: () => setEditing(true) };
  const keys = editing
    ? [
        enterKey("done", close),
        heardKey("Keys", fieldKeys, true),
        { label: "Tab", does: "to the answer", on: ["tab", "shift-tab"], run: close },
        { ...escapeKey("done", () => setEditing(false)), quiet: true },
      ]
    : [
        ...letters.filter(({ quiet }) => !quiet),
        ...questionKeys({
          context,
          send,
          go,
          own: [tab, ...letters.filter(({ quiet }) => quiet), ...list.keys],
        }).map((row) => (row.label === "Enter" ? { ...row, does: list.marked?.id ?? "no" } : row)),
      ];
  return {
    take: editing ? (press: KeyPress) => field.take(press) : list.take,
    typing: editing,
    keys,
    body: (
      <Question text={question}>
        <SignedRows
          lines={links.flatMap(([label, text]) => labelledLines(label, labelWidth, text, bodyColumns))}
        />
        {editing ? (
          <Box flexDirection="column" flexShrink={0}>
            <TextField state={field.state} label="e-mail" lead={"Account".padEnd(labelWidth - 1)} />
            <Paragraph tone="bad" indent={labelWidth}>
              {settled ? (problem ?? " ") : " "}
            </Paragraph>
          </Box>
        ) : (
          <Box marginBottom={1} flexShrink={0}>
            <SignedRows lines={labelledLines("Account", labelWidth, account(context), bodyColumns)} />
          </Box>
        )}
        <ChoiceList items={items} state={list.state} />
      </Question>
    ),
  };
}

function account({ draft: { email } }: WizardContext): string {
  return splitList(email).length === 0 ? "no e-mail (not needed; Tab adds one)" : email;
}
