import { Box } from "ink";
import type { ReactNode } from "react";
import { Paragraph } from "../../theme/paragraph.tsx";

export interface DialogProps {
  /** Sentences above the choices. */
  readonly lines: readonly string[];
  readonly children?: ReactNode;
}

/** A question that replaces the body; its name stands in the rule above (`title` of the screen's view). */
export function Dialog({ lines, children }: DialogProps) {
  return (
    <Box flexDirection="column" flexShrink={0} paddingTop={1} gap={1}>
      {lines.map((line) => (
        <Paragraph key={line}>{line}</Paragraph>
      ))}
      {children}
    </Box>
  );
}
