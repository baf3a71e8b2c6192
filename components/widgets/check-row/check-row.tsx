import { Box } from "ink";
import { useShape } from "../../layout/shape.ts";
import { cutTo } from "../../theme/cells.ts";
import { Paragraph } from "../../theme/paragraph.tsx";
import { SignCell } from "../../theme/sign.tsx";
import type { SignName } from "../../theme/theme.ts";
import { useTheme } from "../../theme/theme-context.ts";
import { Words } from "../../theme/words.tsx";
import { Spinner } from "../spinner/spinner.tsx";
import { useShown } from "../spinner/use-shown.ts";

export type CheckState = "ok" | "warning" | "failed" | "checking" | "to-do";

export interface CheckRowProps {
  readonly state: CheckState;
  readonly title?: string | undefined;
  /** Columns of the title. */
  readonly titleWidth?: number;
  readonly text: string;
  /** Its spinner turns, where it is the one that may. */
  readonly turns?: boolean;
  /** One line only. */
  readonly cut?: boolean;
}

const signOf: Readonly<Record<Exclude<CheckState, "checking">, SignName>> = {
  ok: "good",
  warning: "warning",
  failed: "failed",
  "to-do": "toDo",
};

/** One thing that is looked at: its sign, its name and what was seen. */
export function CheckRow({ state, title, titleWidth = 0, text, turns = true, cut = false }: CheckRowProps) {
  const { bodyColumns } = useShape();
  const checking = state === "checking";
  const shown = useShown(checking);
  const { more } = useTheme();
  const room = bodyColumns - 3 - (title === undefined ? 0 : titleWidth + 3);
  return (
    <Box width={bodyColumns} flexShrink={0}>
      {shown ? <Spinner turns={turns} /> : <SignCell name={state === "checking" ? "toDo" : signOf[state]} />}
      {title === undefined ? null : (
        <Box width={titleWidth + 3} flexShrink={0}>
          <Words wrap="cut">{title}</Words>
        </Box>
      )}
      {cut ? (
        <Words tone={checking ? "dim" : undefined}>{cutTo(text, room, more)}</Words>
      ) : (
        <Paragraph columns={room} tone={checking ? "dim" : undefined}>
          {text}
        </Paragraph>
      )}
    </Box>
  );
}
