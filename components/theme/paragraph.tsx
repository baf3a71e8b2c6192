import { Box } from "ink";
import { useShape } from "../layout/shape.ts";
import { breakLines } from "./cells.ts";
import { plain, type Tone } from "./theme.ts";
import { useTheme } from "./theme-context.ts";
import { Words } from "./words.tsx";

export interface ParagraphProps {
  readonly children: string;
  readonly tone?: Tone | undefined;
  readonly bold?: boolean;
  /** Columns at the left that stay empty. */
  readonly indent?: number;
  /** Columns that it may take; the body's, unless told otherwise. */
  readonly columns?: number;
}

/** Sentences, broken at blanks. */
export function Paragraph({ children, tone, bold = false, indent = 0, columns }: ParagraphProps) {
  const { bodyColumns } = useShape();
  const { ascii } = useTheme();
  const text = ascii ? plain(children) : children;
  return (
    <Box paddingLeft={indent} flexShrink={0}>
      <Words tone={tone} bold={bold} said={text}>
        {breakLines(text, (columns ?? bodyColumns) - indent).join("\n")}
      </Words>
    </Box>
  );
}
