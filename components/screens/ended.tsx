import { Box } from "ink";
import { exitCode } from "../../src/core/errors.ts";
import type { WizardContext } from "../../src/wizard/context.ts";
import { takenBackSentence } from "../../src/wizard/end-text.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Words } from "../theme/words.tsx";
import { atMost, type SignedLine, signedLines } from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { problemLines } from "./failure-lines.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";
import { StepList } from "./step-list.tsx";

/** The run is over and nothing of it stands, or what is left is named. */
export const ended: Screen = {
  topic: "the end",
  words: [
    ["taken back", "what was there before is there again, byte for byte"],
    ["left as it is", "it was changed by other hands, so nobody overwrote it"],
    ["exit code", "what a script would see: 0 good, 1 taken back, 3 something is left"],
  ],
  useView: useEnded,
};

function useEnded({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows } = useShape();
  const leave = () => send({ type: "NEXT" });
  const back = context.progress.steps.filter(({ state }) => state === "taken-back" || state === "kept");
  const story = atMost(storyOf(context, bodyColumns), bodyRows - 4);
  const room = bodyRows - story.length - 4;
  return {
    keys: [
      enterKey("leave", leave),
      { label: "l", does: "full log", on: ["l"], run: () => send({ type: "LOG" }) },
      escapeKey("back", () => {}, "This is the end; Enter leaves."),
    ],
    body: (
      <Box flexDirection="column" flexShrink={0}>
        <Box marginBottom={1} flexShrink={0}>
          <Words bold>{headline(context)}</Words>
        </Box>
        <SignedRows lines={story} />
        {back.length === 0 || room < 2 ? null : (
          <Box marginTop={1} flexShrink={0}>
            <StepList progress={{ steps: back, log: [] }} rows={room} now={0} />
          </Box>
        )}
      </Box>
    ),
  };
}

function headline({ failure }: WizardContext): string {
  switch (failure?.exitCode) {
    case undefined:
      return "Taken back";
    case exitCode.rollbackIncomplete:
      return "Not all could be taken back";
    case exitCode.failedAndRolledBack:
      return failure?.kind === "operator" ? "Stopped" : "It did not work; nothing of it is left";
    default:
      return "It did not begin; nothing was changed";
  }
}

function storyOf(context: WizardContext, width: number): readonly SignedLine[] {
  const { failure, left } = context;
  if (failure === undefined) return signedLines(takenBackSentence(context), width, { sign: "good" });
  const stopped = failure.kind === "operator" && failure.exitCode === exitCode.failedAndRolledBack;
  return [
    ...(stopped
      ? signedLines(failure.message, width, { sign: "good" })
      : problemLines(failure, width, { named: failure.exitCode !== exitCode.rollbackIncomplete })),
    ...left.flatMap((line) => signedLines(line, width, { sign: "warning" })),
  ];
}
