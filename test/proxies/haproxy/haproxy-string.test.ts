import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordsOf } from "../../../src/proxies/haproxy/grammar.ts";
import {
  haproxyArgument,
  haproxyFormat,
  haproxyString,
  literally,
} from "../../../src/proxies/haproxy/haproxy-string.ts";

const anything = fc.string({
  unit: fc.oneof(fc.constantFrom(..."'\"\\ \t#${}%,()\n"), fc.string({ unit: "binary" })),
});

/** What was written, or undefined where it was refused. */
function written(write: (text: string) => string, text: string): string | undefined {
  try {
    return write(text);
  } catch (error) {
    expect((error as Error).message).toMatch(
      /cannot be (?:written into|an argument in) an HAProxy configuration/,
    );
    return undefined;
  }
}

describe("a value in HAProxy's grammar", () => {
  it("is refused, or one word that is read as it was meant, whatever stands around it", () => {
    fc.assert(
      fc.property(anything, anything, (first, second) => {
        const words = [written(haproxyString, first), written(haproxyString, second)];
        if (words.includes(undefined)) return;
        expect(wordsOf(`    server ${words[0]} ${words[1]} # a remark`)).toEqual(["server", first, second]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is no figure of a log format", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const word = written(haproxyFormat, text);
        if (word === undefined) return;
        expect(wordsOf(word)).toEqual([text.replaceAll("%", "%%")]);
      }),
    );
  });

  it("is the one argument of a sample, or refused", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const word = written(haproxyArgument, text);
        if (word !== undefined) expect(word).toMatch(/^[\w.:[\]-]+$/);
      }),
    );
    for (const text of ["", "a,b", "a)", "a b", "$a", "%[src]", "'a'"])
      expect(written(haproxyArgument, text)).toBeUndefined();
  });

  it("matches itself alone as a part of an expression", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const expression = new RegExp(`^${literally(text)}$`);
        expect(expression.test(text)).toBe(true);
        if (other !== text) expect(expression.test(other)).toBe(false);
      }),
    );
  });

  it.each([
    ["/etc/haproxy/wss-setup.pem", "/etc/haproxy/wss-setup.pem"],
    ["", "''"],
    ["two words", "'two words'"],
    ["it's", "'it'\\''s'"],
    ["#a", "'#a'"],
    ['"$HOME"', "'\"$HOME\"'"],
  ])("%j is written %s", (value, word) => {
    expect(haproxyString(value)).toBe(word);
  });

  it.each(["a\nb", "a\0", "a\tb", "\u007f"])("%j is refused", (value) => {
    expect(() => haproxyString(value)).toThrow(/cannot be written/);
  });
});
