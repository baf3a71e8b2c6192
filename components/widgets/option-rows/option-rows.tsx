import { Box, useIsScreenReaderEnabled } from "ink";
import { useShape } from "../../layout/shape.ts";
import { cells, cutTo, pad } from "../../theme/cells.ts";
import { useTheme } from "../../theme/theme-context.ts";
import { Words } from "../../theme/words.tsx";
import { type Option, type OptionRowsState, shownValue } from "./option-rows-state.ts";

export interface OptionRowsProps {
  readonly options: readonly Option[];
  readonly state: OptionRowsState;
}

/** Title, value and what it means, a row each. */
export function OptionRows({ options, state }: OptionRowsProps) {
  const titleWidth = Math.max(0, ...options.map(({ title }) => cells(title)));
  const valueWidth = Math.max(9, ...options.map((option) => cells(shownValue(option))));
  return (
    <Box flexDirection="column" flexShrink={0} aria-role="listbox">
      {options.map((option, place) => (
        <OptionLine
          key={option.id}
          option={option}
          marked={place === state.marked}
          position={`${place + 1} of ${options.length}`}
          titleWidth={titleWidth}
          valueWidth={valueWidth}
        />
      ))}
    </Box>
  );
}

interface OptionLineProps {
  readonly option: Option;
  readonly marked: boolean;
  readonly position: string;
  readonly titleWidth: number;
  readonly valueWidth: number;
}

function OptionLine({ option, marked, position, titleWidth, valueWidth }: OptionLineProps) {
  const { bodyColumns, kind } = useShape();
  const { cursor, more } = useTheme();
  const screenReader = useIsScreenReaderEnabled();
  const value = shownValue(option);
  if (screenReader) {
    const spoken = `${position}: ${option.title}: ${value}, ${option.note}`;
    return <Words>{marked ? `chosen, ${spoken}` : spoken}</Words>;
  }
  const room = bodyColumns - titleWidth - valueWidth - 6;
  const start = pad(option.title, titleWidth);
  const off = option.kind === "number" && option.value === false;
  return (
    <Box height={1} flexShrink={0}>
      <Words tone="accent">{`${marked ? cursor : " "} `}</Words>
      <Words bold={marked}>{start}</Words>
      <Words bold={marked} tone={off ? "warn" : undefined}>
        {` ${" ".repeat(Math.max(0, valueWidth - cells(value)))}${value}   `}
      </Words>
      {kind === "narrow" ? null : (
        <Words tone={marked ? undefined : "dim"}>{cutTo(option.note, room, more)}</Words>
      )}
    </Box>
  );
}
