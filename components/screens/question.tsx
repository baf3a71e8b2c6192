import { Box } from "ink";
import type { ReactNode } from "react";
import { enterKey, escapeKey, type KeyRow } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Words } from "../theme/words.tsx";
import type { ScreenProps } from "./screen.ts";

export interface QuestionProps {
  readonly text: string;
  /** At the right edge of the question's row. */
  readonly note?: string | undefined;
  readonly children?: ReactNode;
}

/** A question and what belongs to it. */
export function Question({ text, note = "", children }: QuestionProps) {
  const { bodyColumns, kind } = useShape();
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box justifyContent="space-between" width={bodyColumns} marginBottom={1} gap={2}>
        <Words bold>{text}</Words>
        {kind === "narrow" ? null : <Words tone="dim">{note}</Words>}
      </Box>
      {children}
    </Box>
  );
}

export interface QuestionKeys extends Pick<ScreenProps, "context" | "send"> {
  /** Why what is marked cannot be taken. */
  readonly refusal?: string | undefined;
  /** In place of going on by itself: Enter and Ctrl-R. */
  readonly go?: (event: "NEXT" | "REVIEW") => void;
  /** The screen's own keys; they follow Enter. */
  readonly own?: readonly KeyRow[];
}

/** The keys of a question: Enter, its own, Esc, Ctrl-R. */
export function questionKeys(options: QuestionKeys): readonly KeyRow[] {
  const { context, send, refusal, own = [] } = options;
  const go = options.go ?? ((type) => send({ type }));
  return [
    enterKey("next", () => go("NEXT"), refusal),
    ...own,
    escapeKey(context.fromReview ? "review" : "back", () => send({ type: "BACK" })),
    {
      label: "Ctrl-R",
      does: "review",
      on: ["ctrl-r"],
      run: () => go("REVIEW"),
      unfit: refusal,
      late: true,
      quiet: context.fromReview,
    },
  ];
}
