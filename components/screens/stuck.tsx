import { Box } from "ink";
import { useState } from "react";
import type { FailureView, WizardContext } from "../../src/wizard/context.ts";
import type { OperatorEvent } from "../../src/wizard/events.ts";
import { guards } from "../../src/wizard/guards.ts";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { useTheme } from "../theme/theme-context.ts";
import { ChoiceList } from "../widgets/choice-list/choice-list.tsx";
import { useChoiceList } from "../widgets/choice-list/use-choice-list.ts";
import {
  atMost,
  blankLine,
  labelledLines,
  type SignedLine,
  signedLines,
} from "../widgets/signed-lines/signed-lines.ts";
import { SignedRows } from "../widgets/signed-lines/signed-row.tsx";
import { Countdown } from "./countdown.tsx";
import { kindWords, problemLines } from "./failure-lines.ts";
import { jobKeys } from "./job-keys.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** A step failed, or the proof: try again, take it back, or keep it where only the backend is down. */
export const stuck: Screen = {
  topic: "a step that failed",
  words: [
    ["Try again", "from this step on, after you did what helps in another window"],
    ["Take it back", "everything of this run, newest first; a copy of each file was kept"],
    ["Keep it", "only where your own server is down: the set-up itself works"],
  ],
  useView: useStuck,
};

/** Seconds after which a proof is tried again without a key. */
const retryAfter = 5;

function useStuck({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows, kind } = useShape();
  const { motion } = useTheme();
  const [presses, setPresses] = useState(0);
  const proof = guards.proofFailed({ context });
  const { failure } = context;
  const items = choicesOf(context, proof);
  const list = useChoiceList(items, failure?.kind === "bug" ? "TAKE_BACK" : "RETRY", () => {});
  const marked = list.marked ?? items[0];
  const below = items.length + (kind === "narrow" ? 1 : 0) + (proof ? 3 : 1);
  return {
    title: failure === undefined ? "It stopped" : kindWords[failure.kind],
    take: (press) => {
      setPresses(presses + 1);
      return list.take(press);
    },
    keys: [
      enterKey((marked?.title ?? "try again").toLowerCase(), () => send({ type: marked?.id ?? "RETRY" })),
      ...list.keys,
      escapeKey("back", () => {}, "There is no way back from here but “Take it back”."),
      ...jobKeys(send, { does: "take it back" }),
    ],
    body: (
      <Box flexDirection="column" flexShrink={0} paddingTop={1}>
        <SignedRows lines={atMost(storyOf(context, proof, bodyColumns), bodyRows - below - 3)} />
        <Box marginTop={1} flexShrink={0}>
          <ChoiceList items={items} state={list.state} tight />
        </Box>
        {proof ? (
          <Box marginTop={1} flexShrink={0}>
            <Countdown
              seconds={retryAfter}
              counts={marked?.id === "RETRY"}
              restart={presses}
              onEnd={() => send({ type: "RETRY" })}
              words={(left) =>
                `Tries again by itself in ${motion ? left : retryAfter} s; each key starts the count anew.`
              }
              otherwise="It waits for your Enter now."
            />
          </Box>
        ) : null}
      </Box>
    ),
  };
}

type Answer = Extract<OperatorEvent["type"], "RETRY" | "TAKE_BACK" | "KEEP">;

interface StuckChoice {
  readonly id: Answer;
  readonly title: string;
  readonly detail: string;
}

function choicesOf({ failure, progress }: WizardContext, proof: boolean): readonly StuckChoice[] {
  const done = progress.steps.filter(({ state }) => state === "done").length;
  return [
    {
      id: "RETRY",
      title: "Try again",
      detail: proof ? "after the cure, done in another window" : "from this step on",
    },
    {
      id: "TAKE_BACK",
      title: "Take it back",
      detail:
        done === 0
          ? "the box is as before (exit 1)"
          : `${done === 1 ? "the 1 step" : `the ${done} steps`} of this run; the box is as before (exit 1)`,
    },
    ...(failure?.backendDown === true
      ? [{ id: "KEEP", title: "Keep it", detail: "the set-up is right; start your server later" } as const]
      : []),
  ];
}

function storyOf(context: WizardContext, proof: boolean, width: number): readonly SignedLine[] {
  const { failure } = context;
  if (failure === undefined) return [];
  return proof ? proofStory(context, failure, width) : stepStory(context, failure, width);
}

function stepStory({ progress }: WizardContext, failure: FailureView, width: number): readonly SignedLine[] {
  const done = progress.steps.filter(({ state }) => state === "done").length;
  const step = failure.step === undefined ? "" : `This was in the step “${failure.step}”. `;
  return [
    ...problemLines(failure, width, false),
    blankLine,
    ...signedLines(
      `${step}So far ${done} of ${progress.steps.length} steps are done; nothing of yours is lost.`,
      width,
    ),
  ];
}

function proofStory({ checks }: WizardContext, failure: FailureView, width: number): readonly SignedLine[] {
  const { backendDown, message, said, next } = failure;
  const label = 10;
  const failed = checks.filter(({ status, fix }) => status === "failed" && fix !== undefined && fix !== next);
  const headline = backendDown
    ? "The proxy works, but the server behind it did not answer."
    : `The endpoint could not be proven. ${message}`;
  return [
    ...signedLines(headline, width, { sign: "failed" }),
    blankLine,
    ...(said === undefined ? [] : labelledLines("Seen", label, said, width)),
    ...(backendDown
      ? labelledLines(
          "Direct",
          label,
          "it refuses direct connections too: the fault is not in this set-up",
          width,
        )
      : []),
    ...(next === undefined ? [] : labelledLines("Do this", label, next, width)),
    ...(failed.length === 0 ? [] : [blankLine, ...signedLines("Also failed:", width)]),
    ...failed
      .slice(0, 2)
      .flatMap(({ title, seen, fix }, place) => [
        ...signedLines(`${place + 1}  ${title}: ${seen}`, width),
        ...signedLines(fix ?? "", width, { indent: 3 }),
      ]),
  ];
}
