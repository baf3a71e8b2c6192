import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shCommand, shWord } from "../../src/core/sh-word.ts";

/** The words as a shell sees them. */
function seen(command: string): readonly string[] {
  return execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${command}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

test("every text is one word, and nothing in it means anything", () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(..."'\"\\$`!*?~ \t\n;&|<>(){}[]#%-=é"), fc.string()),
  });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
      const words = texts.map((each) => each.replaceAll("\0", ""));
      expect(seen(shCommand(words))).toEqual(words);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ["nginx", "nginx"],
  ["/usr/sbin/nginx", "/usr/sbin/nginx"],
  ["--email=ops@example.com", "--email=ops@example.com"],
  ["", "''"],
  ["two words", "'two words'"],
  ["it's", "'it'\\''s'"],
  ["~", "'~'"],
])("%j is written %s", (text, written) => {
  expect(shWord(text)).toBe(written);
});

test("a NUL is refused", () => {
  expect(() => shWord("a\0b")).toThrow();
});
