import { useState } from "react";
import type { KeyPress } from "../../keys/key-press.ts";
import { heardKey, type KeyRow } from "../../keys/key-row.ts";
import { changeOptions, type Option, type OptionRowsState } from "./option-rows-state.ts";

export interface OptionRows {
  readonly state: OptionRowsState;
  readonly marked: Option | undefined;
  readonly take: (press: KeyPress) => boolean;
  readonly keys: readonly KeyRow[];
}

/** Rows of values that are changed where they stand. */
export function useOptionRows(
  options: readonly Option[],
  change: (id: string, value: number | string | false) => void,
  say: (text: string) => void,
): OptionRows {
  const [state, setState] = useState<OptionRowsState>({ marked: 0, typed: "" });
  const marked = options[state.marked];
  const take = (press: KeyPress) => {
    const next = changeOptions(state, options, press);
    if (next === undefined) return false;
    setState(next.state);
    if (next.refusal !== undefined) say(next.refusal);
    if (marked !== undefined && next.value !== undefined && next.value !== marked.value) {
      change(marked.id, next.value);
    }
    return true;
  };
  const isNumber = marked?.kind === "number";
  return {
    state,
    marked,
    take,
    keys: [
      heardKey("Left/Right", "change"),
      heardKey("0-9", "type a value", true),
      heardKey("o", "off", !isNumber),
      heardKey("Up/Down", "or j/k choose", true),
    ],
  };
}
