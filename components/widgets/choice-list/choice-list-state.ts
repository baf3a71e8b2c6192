import type { KeyPress } from "../../keys/key-press.ts";
import { editText, fieldWith, type TextFieldState } from "../text-field/text-field-state.ts";

/** One line of a list. */
export interface ChoiceItem<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  /** In the second column. */
  readonly detail?: string | undefined;
  /** In a line of its own below the detail. */
  readonly more?: string | undefined;
  /** At the right edge. */
  readonly right?: string | undefined;
  /** Why it cannot be taken; it is shown all the same. */
  readonly unfit?: string | undefined;
}

export interface ChoiceListState {
  readonly marked: string;
  /** What the list is narrowed down to; undefined: no filter. */
  readonly filter?: TextFieldState | undefined;
}

/** Lists longer than this can be filtered. */
export const filterAbove = 7;

/** The items that the filter leaves. */
export function shownItems<Id extends string>(
  items: readonly ChoiceItem<Id>[],
  { filter }: ChoiceListState,
): readonly ChoiceItem<Id>[] {
  const wanted = filter?.text.trim().toLowerCase() ?? "";
  return items.filter(({ title, detail = "" }) => `${title} ${detail}`.toLowerCase().includes(wanted));
}

/** The list after a press; undefined where the press means nothing here. */
export function moveInList(
  state: ChoiceListState,
  items: readonly ChoiceItem[],
  press: KeyPress,
): ChoiceListState | undefined {
  const filtered = state.filter === undefined ? undefined : editFilter(state, items, press);
  if (filtered !== undefined) return filtered;
  const shown = shownItems(items, state);
  const at = shown.findIndex(({ id }) => id === state.marked);
  const mark = (place: number) => ({ ...state, marked: shown[place]?.id ?? state.marked });
  switch (press.name) {
    case "up":
    case "k":
      return mark(Math.max(0, at - 1));
    case "down":
    case "j":
      return mark(Math.min(shown.length - 1, at + 1));
    case "home":
      return mark(0);
    case "end":
      return mark(shown.length - 1);
    case "/":
      return items.length > filterAbove ? { ...state, filter: fieldWith("") } : undefined;
    default:
      return /^[1-9]$/.test(press.name) && Number(press.name) <= shown.length
        ? mark(Number(press.name) - 1)
        : undefined;
  }
}

/** Letters go to the filter while it is open; Esc closes it. */
function editFilter(
  state: ChoiceListState,
  items: readonly ChoiceItem[],
  press: KeyPress,
): ChoiceListState | undefined {
  if (press.name === "escape") return { marked: state.marked };
  const filter = editText(state.filter ?? fieldWith(""), press);
  if (filter === undefined) return undefined;
  const next = { ...state, filter };
  const shown = shownItems(items, next);
  const stays = shown.some(({ id }) => id === state.marked);
  return stays ? next : { ...next, marked: shown[0]?.id ?? state.marked };
}

/** The part of a long list that is drawn: so many lines with the marked one among them. */
export function sliceAround(
  count: number,
  marked: number,
  size: number,
): readonly [from: number, to: number] {
  if (count <= size) return [0, count];
  const from = Math.min(Math.max(0, marked - Math.floor(size / 2)), count - size);
  return [from, from + size];
}
