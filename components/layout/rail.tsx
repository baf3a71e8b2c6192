import { Box } from "ink";
import { cells, cutTo } from "../theme/cells.ts";
import type { SignName, Tone } from "../theme/theme.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import type { RailEntry } from "./rail-entries.ts";
import { useShape } from "./shape.ts";

const signOf: Readonly<Record<RailEntry["state"], SignName>> = { done: "good", now: "now", "to-do": "toDo" };
const toneOf: Readonly<Record<RailEntry["state"], Tone | undefined>> = {
  done: undefined,
  now: "accent",
  "to-do": "dim",
};

/** The walk in one row; undefined where the window is too narrow for it. */
export function railRow(entries: readonly RailEntry[], ascii: boolean, columns: number): boolean {
  const width = entries.reduce((sum, { label }) => sum + cells(label) + (ascii ? 2 : 4), 1);
  return entries.length > 0 && width <= columns;
}

export function RailRow({ entries }: { readonly entries: readonly RailEntry[] }) {
  const { ascii, signs } = useTheme();
  return (
    <Box paddingLeft={1} gap={2} aria-hidden>
      {entries.map(({ label, state }) => (
        <Words key={label} tone={toneOf[state]} bold={state === "now"}>
          {ascii ? (state === "now" ? `[${label}]` : label) : `${signs[signOf[state]].glyph} ${label}`}
        </Words>
      ))}
    </Box>
  );
}

/** The walk at the left of a wide window, each answered step with its answer. */
export function RailColumn({ entries }: { readonly entries: readonly RailEntry[] }) {
  const { more } = useTheme();
  const { railColumns, bodyRows } = useShape();
  const roomy = bodyRows >= 2 * entries.length;
  return (
    <Box flexDirection="column" width={railColumns} flexShrink={0} paddingLeft={1} aria-hidden>
      {entries.map((entry) => (
        <RailPlace key={entry.label} entry={entry}>
          {roomy && entry.answer ? cutTo(entry.answer, railColumns - 5, more) : undefined}
        </RailPlace>
      ))}
    </Box>
  );
}

function RailPlace({
  entry,
  children,
}: {
  readonly entry: RailEntry;
  readonly children: string | undefined;
}) {
  const { ascii, signs } = useTheme();
  const { label, state } = entry;
  const mark = ascii && state === "to-do" ? " " : signs[signOf[state]].glyph;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box>
        <Box width={3} flexShrink={0}>
          <Words tone={signs[signOf[state]].tone}>{mark}</Words>
        </Box>
        <Words tone={toneOf[state]} bold={state === "now"}>
          {label}
        </Words>
      </Box>
      {children === undefined ? null : (
        <Box paddingLeft={3}>
          <Words tone="dim" wrap="cut">
            {children}
          </Words>
        </Box>
      )}
    </Box>
  );
}
