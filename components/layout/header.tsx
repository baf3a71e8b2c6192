import { Box } from "ink";
import type { WizardContext } from "../../src/wizard/context.ts";
import { splitList } from "../../src/wizard/draft.ts";
import { cells, cutTo } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import type { WalkState } from "../use-snapshot.ts";
import { RailRow, railRow } from "./rail.tsx";
import type { RailEntry } from "./rail-entries.ts";
import { useShape } from "./shape.ts";
import { touched } from "./touched.ts";

/** Screens that come before the name is answered. */
const nameless: readonly WalkState[] = ["start", "check", "backend", "names"];

export interface HeaderProps {
  readonly walk: WalkState;
  readonly context: WizardContext;
  readonly entries: readonly RailEntry[];
}

/** Program, endpoint, what has been touched and the place in the walk; below it the rail, where it is a row. */
export function Header({ walk, context, entries }: HeaderProps) {
  const { kind, columns } = useShape();
  const { ascii, more } = useTheme();
  const [long, short] = touched(walk, context);
  const now = entries.findIndex(({ state }) => state === "now");
  const place = now === -1 ? "" : `${now + 1} of ${entries.length}`;
  const name = nameless.includes(walk) ? "" : endpointName(context.draft.names);
  const hasRow = kind === "usual" && railRow(entries, ascii, columns);
  const inShort = kind === "narrow" || (kind === "usual" && !hasRow && entries.length > 0);
  const right = inShort ? "" : [long, place].filter(Boolean).join(" · ");
  const left = cutTo(["wss-setup", name].filter(Boolean).join(" · "), columns - cells(right) - 4, more);
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Ends left={left} right={right} bold />
      {hasRow ? <RailRow entries={entries} /> : null}
      {inShort ? <Ends left={shortPlace(entries, now)} right={short} /> : null}
      {kind !== "wide" && !hasRow && !inShort ? <Words> </Words> : null}
    </Box>
  );
}

function Ends({
  left,
  right,
  bold = false,
}: {
  readonly left: string;
  readonly right: string;
  readonly bold?: boolean;
}) {
  return (
    <Box paddingX={1} justifyContent="space-between" height={1}>
      <Words bold={bold} wrap="cut">
        {left}
      </Words>
      <Words tone="dim" wrap="cut">
        {right}
      </Words>
    </Box>
  );
}

function shortPlace(entries: readonly RailEntry[], now: number): string {
  return now === -1 ? "" : `Step ${now + 1} of ${entries.length} · ${entries[now]?.label}`;
}

/** The first name, and how many more. */
function endpointName(names: string): string {
  const [first = "", ...rest] = splitList(names);
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}
