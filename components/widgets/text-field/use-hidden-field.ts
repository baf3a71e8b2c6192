import { useState } from "react";
import type { KeyPress } from "../../keys/key-press.ts";
import { type TextField, useTextField } from "./use-text-field.ts";

export interface HiddenField extends TextField {
  readonly text: string;
  readonly clear: () => void;
}

/** A field for a secret, which is nowhere but here. The line end that a paste brings along is none of it. */
export function useHiddenField(first = ""): HiddenField {
  const [text, setText] = useState(first);
  const field = useTextField(text, setText);
  const take = (press: KeyPress) =>
    field.take(press.name === "paste" ? { ...press, text: press.text?.trim() ?? "" } : press);
  return { ...field, take, text, clear: () => setText("") };
}
