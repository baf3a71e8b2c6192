import { describe, expect, it } from "vitest";
import {
  type ChoiceItem,
  type ChoiceListState,
  moveInList,
  shownItems,
  sliceAround,
} from "../../../components/widgets/choice-list/choice-list-state.ts";

const few: readonly ChoiceItem[] = ["a", "b", "c"].map((id) => ({ id, title: `item ${id}` }));
const many: readonly ChoiceItem[] = Array.from({ length: 9 }, (_, at) => ({
  id: `${at}`,
  title: `port ${8000 + at}`,
}));

function press(
  items: readonly ChoiceItem[],
  state: ChoiceListState,
  ...names: readonly string[]
): ChoiceListState {
  return names.reduce(
    (now, name) => moveInList(now, items, name.length === 1 ? { name, text: name } : { name }) ?? now,
    state,
  );
}

describe("a list of choices", () => {
  it.each([
    [["down"], "b"],
    [["j", "j", "j", "j"], "c"],
    [["down", "down", "k"], "b"],
    [["up"], "a"],
    [["3"], "c"],
    [["end", "up"], "b"],
    [["4"], "a"],
  ] as const)("%j marks %s", (names, marked) => {
    expect(press(few, { marked: "a" }, ...names).marked).toBe(marked);
  });

  it("leaves Enter, Esc and letters to the screen, and / where the list is short", () => {
    for (const name of ["enter", "escape", "t", "/", "7"]) {
      expect(moveInList({ marked: "a" }, few, { name, text: name })).toBeUndefined();
    }
  });

  it("narrows a long list down while letters are typed, and marks what is left", () => {
    const state = press(many, { marked: "0" }, "/", "8", "0", "0", "7");
    expect(shownItems(many, state).map(({ id }) => id)).toEqual(["7"]);
    expect(state.marked).toBe("7");
    expect(press(many, state, "escape")).toEqual({ marked: "7" });
  });

  it("keeps the mark in the filter where it still shows, and j is a letter there", () => {
    const state = press(many, { marked: "4" }, "/", "p", "o");
    expect(state.marked).toBe("4");
    expect(shownItems(many, press(many, state, "j"))).toEqual([]);
  });

  it("draws the part around the mark", () => {
    expect(sliceAround(5, 4, 8)).toEqual([0, 5]);
    expect(sliceAround(20, 0, 6)).toEqual([0, 6]);
    expect(sliceAround(20, 10, 6)).toEqual([7, 13]);
    expect(sliceAround(20, 19, 6)).toEqual([14, 20]);
  });
});
