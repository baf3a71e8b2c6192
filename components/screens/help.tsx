import { Box } from "ink";
import { enterKey, escapeKey } from "../keys/key-row.ts";
import { useShape } from "../layout/shape.ts";
import { breakLines, cells, pad } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { ScrollView } from "../widgets/scroll-view/scroll-view.tsx";
import { useScrollView } from "../widgets/scroll-view/use-scroll-view.ts";
import type { Screen, ScreenProps, ScreenView, UnderScreen } from "./screen.ts";

/** One line of the help: a term with its meaning, or a key with what it does. */
type HelpLine = readonly [left: string, right: string];

/** Explains the screen below: its words first, then its keys, from the table that its footer is made of. */
export const help: Screen = { topic: "help", words: [], useView: useHelp };

function useHelp({ send, under }: ScreenProps): ScreenView {
  const { bodyColumns, bodyRows, kind } = useShape();
  const { dot } = useTheme();
  const rows = helpLines(under);
  const width = Math.max(0, ...rows.map(([left]) => cells(left)));
  const lines = rows.flatMap((line) => laid(line, width, kind === "narrow", bodyColumns));
  const view = useScrollView(lines, bodyRows - 2);
  const close = () => send({ type: "CLOSE" });
  return {
    title: `Help: ${under?.screen.topic ?? "keys"}`,
    take: view.whole ? undefined : view.take,
    keys: [
      { ...escapeKey("close", close), on: ["escape", "?", "f1"] },
      { ...enterKey("close", close), quiet: true },
      ...view.keys,
    ],
    body: (
      <Box flexDirection="column" paddingTop={1}>
        <ScrollView view={view} size={bodyRows - 2}>
          {(line, place) => <Words key={`${place}:${line}`}>{line === "" ? " " : line}</Words>}
        </ScrollView>
        {view.whole ? null : <Words tone="dim">{`${view.position} ${dot} Space next page`}</Words>}
      </Box>
    ),
  };
}

function helpLines(under: UnderScreen | undefined): readonly HelpLine[] {
  const words = under?.screen.words ?? [];
  // A key that only says why it does nothing is no help.
  const able = (under?.keys ?? []).filter(({ quiet, unfit }) => quiet !== true || unfit === undefined);
  const keys = able.map((row): HelpLine => [row.label, row.does]);
  return words.length === 0 ? keys : [...words, ["", ""], ...keys];
}

/** A line of two columns, the second wrapped within its own; in narrow windows it goes below the first. */
function laid([left, right]: HelpLine, width: number, narrow: boolean, columns: number): readonly string[] {
  const indent = narrow ? 2 : width + 3;
  const [first = "", ...rest] = breakLines(right, columns - indent);
  if (narrow && cells(left) + cells(right) + 1 > columns) {
    return [left, ...[first, ...rest].map((line) => " ".repeat(indent) + line)];
  }
  const start = narrow ? `${left} ${first}` : pad(left, width + 3) + first;
  return [start.trimEnd(), ...rest.map((line) => " ".repeat(indent) + line)];
}
