import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPaste } from "../../../components/keys/key-press.ts";
import { cells, splitLetters } from "../../../components/theme/cells.ts";
import {
  editText,
  fieldWith,
  type TextFieldState,
  windowOf,
} from "../../../components/widgets/text-field/text-field-state.ts";

const names = [
  ..."left right home end backspace delete ctrl-a ctrl-e ctrl-u ctrl-k ctrl-w ctrl-b ctrl-f ctrl-d ctrl-h".split(
    " ",
  ),
];
const letters = fc.constantFrom("a", "é", "е\u0301", "名", "👩‍💻", " ", ".", "\u0301");
const presses = fc.array(
  fc.oneof(
    fc.constantFrom(...names).map((name) => ({ name })),
    letters.map((text) => ({ name: text, text })),
  ),
  { maxLength: 40 },
);

function type(...keys: readonly string[]): TextFieldState {
  return keys.reduce<TextFieldState>(
    (state, name) => editText(state, names.includes(name) ? { name } : { name, text: name }) ?? state,
    fieldWith("one two.three"),
  );
}

describe("a text field", () => {
  it.each([
    [["backspace"], "one two.thre", 12],
    [["home", "delete"], "ne two.three", 0],
    [["home", "backspace"], "one two.three", 0],
    [["delete"], "one two.three", 13],
    [["ctrl-a", "x"], "xone two.three", 1],
    [["ctrl-a", "ctrl-e", "x"], "one two.threex", 14],
    [["left", "left", "ctrl-u"], "ee", 0],
    [["left", "left", "ctrl-k"], "one two.thr", 11],
    [["ctrl-w"], "one ", 4],
    [["ctrl-w", "ctrl-w"], "", 0],
    [["home", "right", "right", "x"], "onxe two.three", 3],
  ] as const)("%j gives %s", (keys, text, cursor) => {
    expect(type(...keys)).toEqual({ text, cursor });
  });

  it("leaves keys that are not its own alone", () => {
    for (const name of ["up", "down", "enter", "escape", "tab", "f1", "ctrl-r", "ctrl-c"]) {
      expect(editText(fieldWith("a"), { name })).toBeUndefined();
    }
  });

  it("takes a paste as one line", () => {
    const pasted = readPaste("node.example.com\r\nrpc.example.com\n\u{1b}[31m");
    expect(pasted.text).toBe("node.example.com rpc.example.com [31m");
    expect(editText({ text: "a, ", cursor: 3 }, pasted)?.text).toBe(`a, ${pasted.text}`);
  });

  it("never puts the cursor outside of the text or into a letter", () => {
    fc.assert(
      fc.property(presses, (keys) => {
        let state = fieldWith("");
        for (const press of keys) {
          state = editText(state, press) ?? state;
          expect(state.cursor).toBeGreaterThanOrEqual(0);
          expect(state.cursor).toBeLessThanOrEqual(splitLetters(state.text).length);
        }
      }),
    );
  });

  it("always shows the part with the cursor, within its cells", () => {
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 60 }),
        fc.nat(),
        fc.integer({ min: 4, max: 30 }),
        (text, at, width) => {
          const whole = fieldWith(text.join(""));
          const state = { ...whole, cursor: whole.cursor === 0 ? 0 : at % (whole.cursor + 1) };
          const seen = windowOf(state, width);
          expect(cells(seen.text)).toBeLessThanOrEqual(width);
          expect(seen.column).toBeLessThan(width);
          expect(seen.column).toBeGreaterThanOrEqual(0);
          expect(whole.text).toContain(seen.text);
          expect(seen.cutStart || seen.cutEnd).toBe(seen.text !== whole.text);
        },
      ),
    );
  });

  it("moves a long text under the cursor", () => {
    const state = fieldWith("wss://a-very-long-name.example.com");
    expect(windowOf(state, 12)).toEqual({ text: "example.com", column: 11, cutStart: true, cutEnd: false });
    expect(windowOf({ ...state, cursor: 0 }, 12)).toEqual({
      text: "wss://a-ver",
      column: 0,
      cutStart: false,
      cutEnd: true,
    });
  });
});
