import { Box, useIsScreenReaderEnabled } from "ink";
import { useShape } from "../../layout/shape.ts";
import { cells, cutTo, pad } from "../../theme/cells.ts";
import { Paragraph } from "../../theme/paragraph.tsx";
import { useTheme } from "../../theme/theme-context.ts";
import { Words } from "../../theme/words.tsx";
import { TextField } from "../text-field/text-field.tsx";
import { type ChoiceItem, type ChoiceListState, shownItems, sliceAround } from "./choice-list-state.ts";

export interface ChoiceListProps {
  readonly items: readonly ChoiceItem[];
  readonly state: ChoiceListState;
  /** At most so many items at once. */
  readonly size?: number;
  /** In narrow windows only the marked item shows its detail. */
  readonly tight?: boolean;
}

/** The lines of a list, the marked one behind a cursor. */
export function ChoiceList({ items, state, size = 12, tight = false }: ChoiceListProps) {
  const shown = shownItems(items, state);
  const at = Math.max(
    0,
    shown.findIndex(({ id }) => id === state.marked),
  );
  const [from, to] = sliceAround(shown.length, at, size);
  const titleWidth = Math.max(0, ...items.map(({ title }) => cells(title)));
  const hidden = shown.length - (to - from);
  return (
    <Box flexDirection="column" flexShrink={0} aria-role="listbox">
      {state.filter === undefined ? null : <TextField state={state.filter} label="filter" />}
      {shown.slice(from, to).map((item, place) => (
        <ChoiceLine
          key={item.id}
          item={item}
          marked={from + place === at}
          position={`${from + place + 1} of ${shown.length}`}
          titleWidth={titleWidth}
          tight={tight}
        />
      ))}
      {hidden > 0 ? <Words tone="dim">{`  and ${hidden} more`}</Words> : null}
      {shown.length === 0 ? <Words tone="dim"> nothing matches; Esc shows all</Words> : null}
    </Box>
  );
}

interface ChoiceLineProps {
  readonly item: ChoiceItem;
  readonly marked: boolean;
  readonly position: string;
  readonly titleWidth: number;
  readonly tight: boolean;
}

function ChoiceLine({ item, marked, position, titleWidth, tight }: ChoiceLineProps) {
  const { cursor, more } = useTheme();
  const { bodyColumns, kind } = useShape();
  const screenReader = useIsScreenReaderEnabled();
  const { title, right = "", unfit } = item;
  const detail = unfit ?? item.detail ?? "";
  const below = kind === "narrow" || titleWidth > bodyColumns / 2;
  const room = bodyColumns - 2 - (right === "" ? 0 : cells(right) + 2);
  const indent = below ? 4 : titleWidth + 5;
  const first = below ? cutTo(title, room, more) : pad(title, titleWidth);
  const showsDetail = detail !== "" && (!below || !tight || marked);
  const showsMore = item.more !== undefined && unfit === undefined && (!below || marked);
  const tone = unfit === undefined ? undefined : "dim";
  if (screenReader) return <Words>{spoken(item, detail, marked, position)}</Words>;
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Box justifyContent="space-between" width={bodyColumns}>
        <Box>
          <Words tone="accent">{`${marked ? cursor : " "} `}</Words>
          <Words bold={marked} tone={tone}>
            {first}
          </Words>
          {below ? null : <Words tone={tone}>{`   ${cutTo(detail, room - titleWidth - 3, more)}`}</Words>}
        </Box>
        <Words tone="dim">{right}</Words>
      </Box>
      {below && showsDetail ? (
        <Indented indent={indent} whole={marked}>
          {detail}
        </Indented>
      ) : null}
      {showsMore ? (
        <Indented indent={indent} whole={below}>
          {item.more ?? ""}
        </Indented>
      ) : null}
    </Box>
  );
}

interface IndentedProps {
  readonly indent: number;
  /** In as many lines as it takes. */
  readonly whole: boolean;
  readonly children: string;
}

function Indented({ indent, whole, children }: IndentedProps) {
  const { bodyColumns } = useShape();
  const { more } = useTheme();
  if (whole) {
    return (
      <Paragraph tone="dim" indent={indent}>
        {children}
      </Paragraph>
    );
  }
  return (
    <Box paddingLeft={indent}>
      <Words tone="dim">{cutTo(children, bodyColumns - indent, more)}</Words>
    </Box>
  );
}

function spoken(item: ChoiceItem, detail: string, marked: boolean, position: string): string {
  const parts = [item.title, detail, item.more, item.right].filter(Boolean).join(", ");
  return `${marked ? "chosen, " : ""}${position}: ${parts}`;
}
