import { describe, expect, it } from "vitest";
import { changeOptions, type Option } from "../../../components/widgets/option-rows/option-rows-state.ts";

const base = { note: "", why: "" };
const options: readonly Option[] = [
  { ...base, kind: "number", id: "n", title: "Connections", value: 50, steps: [10, 25, 50, 100] },
  { ...base, kind: "word", id: "w", title: "TLS", value: "b", values: ["a", "b", "c"], shown: "b" },
];
const at = (marked: number, typed = "") => ({ marked, typed });
const change = (marked: number, name: string, typed = "", of = options) =>
  changeOptions(at(marked, typed), of, { name, text: name });
const number = (value: number | false): readonly Option[] => [{ ...options[0], value } as Option];

describe("rows of options", () => {
  it.each([
    ["right", 50, 100],
    ["right", 100, 100],
    ["right", 60, 100],
    ["left", 60, 50],
    ["left", 10, 10],
    ["left", false, 100],
    ["right", false, false],
    ["o", 50, false],
  ] as const)("%s makes %s %s", (name, before, after) => {
    expect(change(0, name, "", number(before))?.value).toBe(after);
  });

  it("types a value digit by digit, and takes a digit back", () => {
    expect(change(0, "7")).toEqual({ state: at(0, "7"), value: 7 });
    expect(change(0, "5", "7")).toEqual({ state: at(0, "75"), value: 75 });
    expect(change(0, "backspace", "75")).toEqual({ state: at(0, "7"), value: 7 });
    expect(change(0, "down", "75")?.state).toEqual(at(1));
  });

  it("refuses what would refuse everyone, and what makes no sense, in words", () => {
    expect(change(0, "0")?.refusal).toBe("0 would refuse everyone; use o for off.");
    expect(change(0, "1", "999999")?.refusal).toMatch(/more than can come/);
    expect(change(1, "o")?.refusal).toBe("TLS: Left and Right change it; only a limit can be off.");
    expect(change(1, "5")?.refusal).toBe("TLS: Left and Right change it.");
  });

  it("steps words and stops at their ends", () => {
    expect(change(1, "right")?.value).toBe("c");
    expect(change(1, "left")?.value).toBe("a");
    expect(
      changeOptions(at(1), [options[0], { ...options[1], value: "c" }] as Option[], { name: "right" })?.value,
    ).toBe("c");
  });

  it("leaves other keys to the screen", () => {
    for (const name of ["enter", "escape", "l", "?"]) expect(change(0, name)).toBeUndefined();
  });
});
