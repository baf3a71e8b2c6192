import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf, textOf } from "../../src/core/file-text.ts";

test("any bytes come back as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      expect(bytesOf(textOf(bytes))).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test("what is valid UTF-8 reads as UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(textOf(Buffer.from(text))).toBe(text);
      expect(bytesOf(text)).toEqual(Buffer.from(text));
    }),
  );
});

test("words in UTF-8 read well beside one in Latin-1, which survives a journal, too", () => {
  const bytes = Buffer.concat([Buffer.from("# für 😀 "), Buffer.from("für\n", "latin1")]);
  const text = textOf(bytes);
  expect(text).toMatch(/^# für 😀 f.r\n$/);
  expect(bytesOf(JSON.parse(JSON.stringify(text)))).toEqual(bytes);
});
