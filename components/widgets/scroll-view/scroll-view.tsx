import { Box } from "ink";
import type { ReactNode } from "react";
import type { ScrollView as Scroll } from "./use-scroll-view.ts";

export interface ScrollViewProps<Line> {
  readonly view: Scroll<Line>;
  /** Rows that are kept, whether they are filled or not. */
  readonly size: number;
  readonly children: (line: Line, place: number) => ReactNode;
}

/** The lines that are seen, in a place that never changes its height. */
export function ScrollView<Line>({ view, size, children }: ScrollViewProps<Line>) {
  return (
    <Box flexDirection="column" height={size} overflow="hidden" flexShrink={0}>
      {view.lines.map(children)}
    </Box>
  );
}
