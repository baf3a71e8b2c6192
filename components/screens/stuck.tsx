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
  const narrow = kind === "narrow";
  const above = narrow ? 0 : 1;
  // A blank row, the choices, a blank row and the count, and one row for an answer to a key.
  const below = 1 + items.length + (narrow ? 1 : 0) + (proof ? 2 : 0) + 1;
  const story = storyOf(context, proof, { width: bodyColumns, tight: narrow });
  const again = narrow ? "a key starts anew." : "each key starts the count anew.";
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
      <Box flexDirection="column" flexShrink={0} paddingTop={above}>
        <SignedRows lines={atMost(story, bodyRows - above - below)} />
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
              words={(left) => `Tries again by itself in ${motion ? left : retryAfter} s; ${again}`}
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

interface Room {
  readonly width: number;
  /** Few rows. */
  readonly tight: boolean;
}

function storyOf(context: WizardContext, proof: boolean, room: Room): readonly SignedLine[] {
  const { failure } = context;
  if (failure === undefined) return [];
  return proof ? proofStory(context, failure, room) : stepStory(context, failure, room);
}

function stepStory({ progress }: WizardContext, failure: FailureView, { width, tight }: Room) {
  const done = progress.steps.filter(({ state }) => state === "done").length;
  const step = failure.step === undefined ? "" : `This was in the step “${failure.step}”. `;
  return [
    ...problemLines(failure, width, { named: false, tight }),
    ...(tight ? [] : [blankLine]),
    ...signedLines(
      `${step}So far ${done} of ${progress.steps.length} steps are done; nothing of yours is lost.`,
      width,
    ),
  ];
}

function proofStory({ checks }: WizardContext, failure: FailureView, { width, tight }: Room) {
  const { backendDown, message, said, next } = failure;
  const label = tight ? 9 : 10;
  const failed = checks.filter(({ status, fix }) => status === "failed" && fix !== undefined && fix !== next);
  const headline = backendDown
    ? "The proxy works, but the server behind it did not answer."
    : `The endpoint could not be proven. ${message}`;
  const seen = said === undefined ? [] : labelledLines("Seen", label, said, width);
  const refuses = "it refuses direct connections too: the fault is not in this set-up";
  const direct = backendDown ? labelledLines("Direct", label, refuses, width) : [];
  const cure = next === undefined ? [] : labelledLines("Do this", label, next, width);
  return [
    ...signedLines(headline, width, { sign: "failed" }),
    ...(tight ? [...cure, ...direct, ...seen] : [blankLine, ...seen, ...direct, ...cure]),
    ...(failed.length === 0 ? [] : [blankLine, ...signedLines("Also failed:", width)]),
    ...failed
      .slice(0, 2)
      .flatMap(({ title, seen, fix }, place) => [
        ...signedLines(`${place + 1}  ${title}: ${seen}`, width),
        ...signedLines(fix ?? "", width, { indent: 3 }),
      ]),
  ];
}
