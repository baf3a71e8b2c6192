import { Box } from "ink";
import type { SignName } from "./theme.ts";
import { useTheme } from "./theme-context.ts";
import { Words } from "./words.tsx";

/** A sign in a cell of two columns and a space, so that ASCII shifts nothing. */
export function SignCell({ name, glyph }: { readonly name: SignName; readonly glyph?: string }) {
  const sign = useTheme().signs[name];
  return (
    <Box width={3} flexShrink={0}>
      <Words tone={sign.tone} said={sign.word}>
        {glyph ?? sign.glyph}
      </Words>
    </Box>
  );
}
