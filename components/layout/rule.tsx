import { cells } from "../theme/cells.ts";
import { useTheme } from "../theme/theme-context.ts";
import { Words } from "../theme/words.tsx";
import { useShape } from "./shape.ts";

/** A line from edge to edge; a dialog's name stands in it. */
export function Rule({ title }: { readonly title?: string | undefined }) {
  const { rule } = useTheme();
  const { columns } = useShape();
  if (title === undefined) {
    return (
      <Words tone="dim" wrap="cut" silent>
        {rule.repeat(columns)}
      </Words>
    );
  }
  const start = `${rule.repeat(2)} ${title} `;
  return (
    <Words bold wrap="cut" said={title}>
      {start + rule.repeat(Math.max(0, columns - cells(start)))}
    </Words>
  );
}
