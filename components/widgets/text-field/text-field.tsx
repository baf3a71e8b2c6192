import { Box, type DOMElement } from "ink";
import { useRef } from "react";
import { useActive } from "../../layout/active.ts";
import { useShape } from "../../layout/shape.ts";
import { cells } from "../../theme/cells.ts";
import { useTheme } from "../../theme/theme-context.ts";
import { Words } from "../../theme/words.tsx";
import { type TextFieldState, windowOf } from "./text-field-state.ts";
import { useScreenCursor } from "./use-screen-cursor.ts";

export interface TextFieldProps {
  readonly state: TextFieldState;
  /** What it asks for, said by a screen reader. */
  readonly label: string;
  /** Has the cursor. */
  readonly focused?: boolean;
  /** What stands before it in place of the cursor sign, where a list above has that. */
  readonly lead?: string;
}

/** One line to type in; a line that is too long moves under the cursor. */
export function TextField({ state, label, focused = true, lead }: TextFieldProps) {
  const { cursor, more } = useTheme();
  const { bodyColumns, kind } = useShape();
  const active = useActive() && focused && kind !== "tiny";
  const start = lead ?? (focused ? cursor : " ");
  const room = bodyColumns - cells(start) - 3;
  const { text, column, cutStart, cutEnd } = windowOf(state, room);
  const box = useRef<DOMElement>(null);
  useScreenCursor(box, active ? column : undefined);
  return (
    <Box height={1} flexShrink={0}>
      <Words tone="accent" silent>
        {`${start}${cutStart ? more.charAt(0) : " "}`}
      </Words>
      <Box ref={box} flexShrink={0}>
        <Words said={`${label}: ${state.text}`} wrap="cut">
          {text === "" ? " " : text}
        </Words>
      </Box>
      <Words tone="dim" silent>
        {cutEnd ? more.charAt(0) : ""}
      </Words>
    </Box>
  );
}
