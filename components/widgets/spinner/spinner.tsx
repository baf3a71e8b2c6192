import { useAnimation } from "ink";
import { useActive } from "../../layout/active.ts";
import { SignCell } from "../../theme/sign.tsx";
import { useTheme } from "../../theme/theme-context.ts";

/** Something is under way. At most one on a screen turns; the rest stand. */
export function Spinner({ turns = true }: { readonly turns?: boolean }) {
  const { motion, turning, signs, more, ascii } = useTheme();
  const moves = useActive() && motion && turns;
  const { frame } = useAnimation({ interval: 100, isActive: moves });
  const standing = turns || ascii ? signs.busy.glyph : more;
  return <SignCell name="busy" glyph={(moves ? turning[frame % turning.length] : undefined) ?? standing} />;
}
