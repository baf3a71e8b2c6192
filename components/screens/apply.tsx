import { Box } from "ink";
import type { Progress, WizardContext } from "../../src/wizard/context.ts";
import { escapeKey } from "../keys/key-row.ts";
import { useActive } from "../layout/active.ts";
import { useShape } from "../layout/shape.ts";
import { clockText } from "../theme/time-text.ts";
import { Words } from "../theme/words.tsx";
import { useNow } from "../use-now.ts";
import { jobKeys } from "./job-keys.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";
import { StepList } from "./step-list.tsx";

/** The steps while they are done. */
export const apply: Screen = {
  topic: "apply",
  words: [
    ["step", "one change; what was there is kept first, so that undo can restore it"],
    ["log", "everything that the commands said"],
    ["stop", "lets the step under way end, then takes back what this run did"],
  ],
  useView: useApply,
};

/** Milliseconds of silence that are worth a word. */
const longSilence = 30_000;

function useApply({ context, send }: ScreenProps): ScreenView {
  return {
    keys: [
      ...jobKeys(send, { does: "stop (asks)" }),
      escapeKey("back", () => {}, "Applying cannot go back; Ctrl-C stops it."),
      { label: "Enter", does: "nothing", on: ["enter"], quiet: true, unfit: "It goes on by itself." },
    ],
    body: <Applying context={context} />,
  };
}

function Applying({ context: { progress, job } }: { readonly context: WizardContext }) {
  const { bodyColumns, bodyRows, kind } = useShape();
  const now = useNow(useActive());
  const narrow = kind === "narrow";
  const words = job === "rotate" ? "Making a new certificate and key" : "Applying";
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box width={bodyColumns} justifyContent="space-between" marginBottom={narrow ? 0 : 1} flexShrink={0}>
        <Words bold>{words}</Words>
        <Words tone="dim">{placeAndTime(progress, now)}</Words>
      </Box>
      <StepList progress={progress} rows={bodyRows - (narrow ? 3 : 4)} now={now} />
      <Words tone="warn">{silence(progress, now)}</Words>
    </Box>
  );
}

/** `step 3 of 11 · 0:19`. */
function placeAndTime({ steps }: Progress, now: number): string {
  if (steps.length === 0) return "looking once more";
  const running = steps.findIndex(({ state }) => state === "running");
  const done = steps.filter(({ state }) => state === "done").length;
  const began = steps.find(({ startedAt }) => startedAt !== undefined)?.startedAt ?? now;
  return `step ${running === -1 ? Math.max(1, done) : running + 1} of ${steps.length} · ${clockText(now - began)}`;
}

function silence({ steps, lineAt }: Progress, now: number): string {
  const runs = steps.some(({ state }) => state === "running");
  if (!runs || lineAt === undefined || now - lineAt < longSilence) return "";
  return `still running, the last line came ${Math.floor((now - lineAt) / 1_000)} s ago`;
}
