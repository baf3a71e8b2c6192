import { useState } from "react";
import type { KeyPress } from "../../keys/key-press.ts";
import { heardKey, type KeyRow } from "../../keys/key-row.ts";
import { type ChoiceItem, type ChoiceListState, filterAbove, moveInList } from "./choice-list-state.ts";

export interface ChoiceList<Id extends string> {
  readonly state: ChoiceListState;
  readonly marked: ChoiceItem<Id> | undefined;
  readonly take: (press: KeyPress) => boolean;
  /** Letters go to the filter. */
  readonly typing: boolean;
  /** For the help. */
  readonly keys: readonly KeyRow[];
}

/**
 * A list of which one line is marked. `value` marks from outside; `mark` is told when the operator moves, also onto a
 * line that cannot be taken.
 */
export function useChoiceList<Id extends string>(
  items: readonly ChoiceItem<Id>[],
  value: Id,
  mark: (id: Id, item: ChoiceItem<Id>) => void,
): ChoiceList<Id> {
  const [known, setKnown] = useState<{ readonly value: Id; readonly state: ChoiceListState }>(() => ({
    value,
    state: { marked: value },
  }));
  const followed = known.value === value ? known.state : { ...known.state, marked: value };
  if (followed !== known.state) setKnown({ value, state: followed });
  const there = items.some(({ id }) => id === followed.marked);
  const state = there ? followed : { ...followed, marked: items[0]?.id ?? value };
  const take = (press: KeyPress) => {
    const next = moveInList(state, items, press);
    if (next === undefined) return false;
    const item = items.find(({ id }) => id === next.marked);
    // What the operator marks stays marked until the value changes.
    setKnown({ value, state: next });
    if (item !== undefined && next.marked !== state.marked) mark(item.id, item);
    return true;
  };
  const filter = items.length > filterAbove ? [heardKey("/", "filter")] : [];
  return {
    state,
    marked: items.find(({ id }) => id === state.marked),
    take,
    typing: state.filter !== undefined,
    keys: [
      heardKey("Up/Down", "or j/k choose", true),
      heardKey(items.length > 1 ? `1-${Math.min(9, items.length)}` : "1", "mark", true),
      ...filter,
    ],
  };
}
