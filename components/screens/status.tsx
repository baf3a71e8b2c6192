import { Box } from "ink";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { CheckRow } from "../widgets/check-row/check-row.tsx";
import { ScrollView } from "../widgets/scroll-view/scroll-view.tsx";
import { useScrollView } from "../widgets/scroll-view/use-scroll-view.ts";
import { SignedRow } from "../widgets/signed-lines/signed-row.tsx";
import { checkWithCause, titleColumns } from "./check-lines.ts";
import { Question } from "./question.tsx";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Every check with its evidence, and what helps where one is not good. */
export const status: Screen = {
  topic: "status",
  words: [
    ["Certificate", "its issuer and how many days it is still good for"],
    ["Files", "whether what wss-setup wrote is still as it was left"],
    ["Do this", "one command that helps or shows more; it can be pasted"],
  ],
  useView: useStatus,
};

function useStatus({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows, kind } = useShape();
  const { more } = useTheme();
  const known = context.status;
  const checks = known?.checks ?? [];
  const titleWidth = titleColumns(checks, bodyColumns);
  const lines = checks.flatMap((check) => checkWithCause(check, titleWidth, bodyColumns, kind === "narrow"));
  const size = bodyRows - 3;
  const view = useScrollView(lines, size);
  const back = () => send({ type: "BACK" });
  return {
    take: view.whole ? undefined : view.take,
    keys: [enterKey("menu", back), ...view.keys, { ...escapeKey("menu", back), quiet: true }],
    body: (
      <Question text={headline(known)}>
        {known === undefined ? (
          <CheckRow state="checking" text={`still looking ${more}`} />
        ) : (
          <Box flexDirection="column" flexShrink={0}>
            <ScrollView view={view} size={size}>
              {(line, place) => <SignedRow key={rowKey(view.top + place)} line={line} />}
            </ScrollView>
            {view.whole ? null : <Words tone="dim">{`${view.position}; Down shows more`}</Words>}
          </Box>
        )}
      </Question>
    ),
  };
}

function rowKey(place: number): string {
  return `row-${place}`;
}

function headline(known: ScreenProps["context"]["status"]): string {
  if (known === undefined) return "Looking at the endpoint";
  const bad = known.checks.filter(({ status }) => status === "failed").length;
  const worth = known.checks.filter(({ status }) => status === "warning").length;
  if (bad > 0) return `${bad} of ${known.checks.length} checks failed`;
  if (worth > 0) return `It works; ${worth} of ${known.checks.length} checks have something to say`;
  return `All ${known.checks.length} checks are good`;
}
