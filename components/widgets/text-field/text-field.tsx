import { Box, type DOMElement } from "ink";
import { useRef } from "react";
import { useActive } from "../../layout/active.ts";
import { useShape } from "../../layout/shape.ts";
import { cells, splitLetters } from "../../theme/cells.ts";
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
  /** A secret: a dot stands for each letter. */
  readonly hidden?: boolean;
}

/** One line to type in; a line that is too long moves under the cursor. */
export function TextField({ state, label, focused = true, lead, hidden = false }: TextFieldProps) {
  const { cursor, more, ascii } = useTheme();
  const { bodyColumns, kind } = useShape();
  const active = useActive() && focused && kind !== "tiny";
  const start = lead ?? (focused ? cursor : " ");
  const room = bodyColumns - cells(start) - 3;
  const { text, column, cutStart, cutEnd } = windowOf(
    hidden ? { ...state, text: dots(state, ascii) } : state,
    room,
  );
  const box = useRef<DOMElement>(null);
  useScreenCursor(box, active ? column : undefined);
  return (
    <Box height={1} flexShrink={0}>
      <Words tone="accent" silent>
        {`${start}${cutStart ? more.charAt(0) : " "}`}
      </Words>
      <Box ref={box} flexShrink={0}>
        <Words said={`${label}: ${hidden ? lettersOf(state.text) : state.text}`} wrap="cut">
          {text === "" ? " " : text}
        </Words>
      </Box>
      <Words tone="dim" silent>
        {cutEnd ? more.charAt(0) : ""}
      </Words>
    </Box>
  );
}

function dots({ text }: TextFieldState, ascii: boolean): string {
  return (ascii ? "*" : "•").repeat(splitLetters(text).length);
}

function lettersOf(text: string): string {
  const count = splitLetters(text).length;
  return `${count} ${count === 1 ? "letter" : "letters"}`;
}
