import { Box } from "ink";
import type { KeyRow } from "../keys/key-row.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { fitHints } from "./fit-hints.ts";
import { useShape } from "./shape.ts";

/** The keys, main key first, leave last. */
export function Footer({ keys }: { readonly keys: readonly KeyRow[] }) {
  const { dot, more } = useTheme();
  const { columns } = useShape();
  return (
    <Box paddingX={1} height={1} flexShrink={0}>
      <Words tone="dim" wrap="cut">
        {fitHints(keys, columns - 2, ` ${dot} `, more)}
      </Words>
    </Box>
  );
}
