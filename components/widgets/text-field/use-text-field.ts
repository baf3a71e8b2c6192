import { useState } from "react";
import type { KeyPress } from "../../keys/key-press.ts";
import { editText, fieldWith, type TextFieldState } from "./text-field-state.ts";

export interface TextField {
  readonly state: TextFieldState;
  /** True: the press was one of the field's. */
  readonly take: (press: KeyPress) => boolean;
}

/** A field whose text lives outside: `value` is shown, `change` is told. Text set from outside puts the cursor at its end. */
export function useTextField(value: string, change: (text: string) => void): TextField {
  const [known, setKnown] = useState<TextFieldState>(() => fieldWith(value));
  const state = known.text === value ? known : fieldWith(value);
  const take = (press: KeyPress) => {
    const next = editText(state, press);
    if (next === undefined) return false;
    setKnown(next);
    if (next.text !== value) change(next.text);
    return true;
  };
  return { state, take };
}

/** Keys of a field, for the help. */
export const fieldKeys =
  "Home/End Ctrl-A/E ends · Ctrl-W word · Ctrl-U/K to the start, to the end · Delete, paste";
