import { Box } from "ink";
import { useShape } from "../../layout/shape.ts";
import { cutTo } from "../../theme/cells.ts";
import { useTheme } from "../../theme/theme-context.ts";
import { Words } from "../../theme/words.tsx";
import { type DiffLine, toneOfSign, wordOfSign } from "./diff-lines.ts";

export interface DiffRowProps {
  readonly line: DiffLine;
  /** It is the one that was looked for. */
  readonly found?: boolean;
}

/** One line of a diff; the sign is the first column, so that a copied diff stays a diff. */
export function DiffRow({ line, found = false }: DiffRowProps) {
  const { more } = useTheme();
  const { bodyColumns } = useShape();
  const { sign, text } = line;
  const shown = sign === "@" ? text : `${sign} ${text.replaceAll("\t", "    ")}`;
  return (
    <Box height={1} flexShrink={0}>
      <Words tone={toneOfSign[sign]} bold={found} said={`${wordOfSign[sign]} ${text}`}>
        {cutTo(shown, bodyColumns, more)}
      </Words>
    </Box>
  );
}
