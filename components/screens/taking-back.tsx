import { Box } from "ink";
import { escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Words } from "../theme/words.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { jobKeys } from "./job-keys.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";
import { StepList } from "./step-list.tsx";

/** What was done goes back, the newest step first. */
export const takingBack: Screen = {
  topic: "taking back",
  words: [
    ["taken back", "what was there before this step is there again"],
    ["left as it is", "other hands changed it since; it is told at the end"],
  ],
  useView: useTakingBack,
};

function useTakingBack({ context: { progress }, send }: ScreenProps): ScreenView {
  const { bodyRows, bodyColumns } = useShape();
  const back = progress.steps.filter(({ state }) => state === "taken-back" || state === "kept").length;
  const runs = progress.steps.find(({ state }) => state === "running");
  const unfit = "Taking back cannot be stopped; it ends by itself.";
  return {
    keys: [
      ...jobKeys(send, { does: "stop", unfit, quiet: true }),
      escapeKey("back", () => {}, unfit),
      { label: "Enter", does: "nothing", on: ["enter"], quiet: true, unfit: "It ends by itself." },
    ],
    body: (
      <Box flexDirection="column" flexShrink={0}>
        <Box width={bodyColumns} justifyContent="space-between" marginBottom={1} flexShrink={0}>
          <Words bold>Taking it back</Words>
          <Words tone="dim">{back === 0 ? "" : `${back} taken back`}</Words>
        </Box>
        <CheckRow
          state="checking"
          text={
            runs === undefined
              ? "one step after the other, the newest first"
              : `first this step ends: ${runs.deed ?? runs.title}`
          }
        />
        <Box marginTop={1} flexShrink={0}>
          <StepList progress={standing(progress)} rows={bodyRows - 5} now={Date.now()} />
        </Box>
      </Box>
    ),
  };
}

/** What never began needs no taking back; the running step is told of above. */
function standing(progress: ScreenProps["context"]["progress"]) {
  return {
    ...progress,
    tail: [],
    steps: progress.steps.filter(
      ({ state, startedAt }) =>
        !["to-do", "running"].includes(state) && (state !== "failed" || startedAt !== undefined),
    ),
  };
}
