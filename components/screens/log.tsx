import { Box } from "ink";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { Words } from "../theme/words.tsx";
import { wrapText } from "../theme/wrap-text.ts";
import { ScrollView } from "../widgets/scroll-view/scroll-view.tsx";
import { useScrollView } from "../widgets/scroll-view/use-scroll-view.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";

/** Everything that the commands said, newest at the end, and it follows. */
export const log: Screen = { topic: "log", words: [], useView: useLog };

function useLog({ context, send }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows } = useShape();
  const lines = context.progress.log.flatMap((line) => wrapText(line, bodyColumns));
  const size = bodyRows - 2;
  const view = useScrollView(lines, size, "", Number.POSITIVE_INFINITY);
  const close = () => send({ type: "CLOSE" });
  return {
    title: "Log: what the commands said",
    take: view.take,
    keys: [
      { ...escapeKey("close", close), on: ["escape", "l"] },
      { ...enterKey("close", close), quiet: true },
      ...view.keys,
    ],
    body: (
      <Box flexDirection="column" flexShrink={0} paddingTop={1}>
        {lines.length === 0 ? (
          <Words>No command has said anything yet.</Words>
        ) : (
          <ScrollView view={view} size={size}>
            {(line, place) => (
              <Words key={rowKey(view.top + place)} wrap="cut">
                {line === "" ? " " : line}
              </Words>
            )}
          </ScrollView>
        )}
        {view.whole ? null : <Words tone="dim">{view.position}</Words>}
      </Box>
    ),
  };
}

function rowKey(place: number): string {
  return `row-${place}`;
}
