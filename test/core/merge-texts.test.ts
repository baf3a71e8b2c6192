import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeTexts } from "../../src/core/merge-texts.ts";

const base = "a\nb\nc\nd\ne\n";

describe("a merge of texts", () => {
  it.each<readonly [string, string, string, string]>([
    ["changes of both, lines apart", "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "A\nb\nc\nd\nE\n"],
    [
      "new lines of both, lines apart",
      "a\nmine\nb\nc\nd\ne\n",
      "a\nb\nc\nd\nnew\ne\n",
      "a\nmine\nb\nc\nd\nnew\ne\n",
    ],
    ["what either took out", "b\nc\nd\ne\n", "a\nb\nc\nd\n", "b\nc\nd\n"],
    ["the same change once", "a\nB\nc\nd\ne\n", "a\nB\nc\nd\nE\n", "a\nB\nc\nd\nE\n"],
    ["a last line that has no end", "a\nb\nc\nd\ne", "a\nb\nC\nd\ne\n", "a\nb\nC\nd\ne\n"],
  ])("has %s", (_what, theirs, ours, both) => {
    expect(mergeTexts({ base, theirs, ours })).toBe(both);
    expect(mergeTexts({ base, theirs: ours, ours: theirs })).toBe(both);
  });

  it.each([
    ["the same line in two ways", "a\nb\nC\nd\ne\n", "a\nb\nX\nd\ne\n"],
    ["lines side by side", "a\nB\nc\nd\ne\n", "a\nb\nC\nd\ne\n"],
    ["a line that the other takes out", "a\nb\nC\nd\ne\n", "a\nb\nd\ne\n"],
    ["the end of the text", `${base}mine\n`, `${base}new\n`],
    ["all of it, to nothing", "", "a\nb\nC\nd\ne\n"],
  ])("is none where both change %s", (_what, theirs, ours) => {
    expect(mergeTexts({ base, theirs, ours })).toBeUndefined();
    expect(mergeTexts({ base, theirs: ours, ours: theirs })).toBeUndefined();
  });
});

/** What becomes of each line of a text, and what comes behind it. */
const changes = fc.array(fc.record({ goes: fc.boolean(), behind: fc.nat({ max: 2 }) }), {
  minLength: 12,
  maxLength: 12,
});
/** Most lines stay, as in a file that somebody edits. */
const fewChanges = fc
  .tuple(changes, fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }))
  .map(([all, places]) =>
    all.map((change, at) => (places.includes(at) ? change : { goes: false, behind: 0 })),
  );

/** A text of which every line is there once, and what a side that is told apart by its name makes of it. */
function side(
  name: string,
  of: readonly { readonly goes: boolean; readonly behind: number }[],
): readonly string[] {
  return of.flatMap(({ goes, behind }, at) => [
    ...(goes ? [] : [`base ${at}`]),
    ...Array.from({ length: behind }, (_, count) => `${name} ${at}.${count}`),
  ]);
}

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
const lines = (whole: string) => whole.split("\n").slice(0, -1);

describe("whatever two sides make of a text", () => {
  it("a merge has every line of either, each where that side has it, and none that either took out", () => {
    let merges = 0;
    fc.assert(
      fc.property(fewChanges, fewChanges, (a, b) => {
        const before = Array.from({ length: 12 }, (_, at) => `base ${at}`);
        const [theirs, ours] = [side("theirs", a), side("ours", b)];
        const both = mergeTexts({ base: text(before), theirs: text(theirs), ours: text(ours) });
        if (both === undefined) return;
        merges += 1;
        const gone = (line: string) =>
          before.includes(line) && !(theirs.includes(line) && ours.includes(line));
        for (const own of [theirs, ours]) {
          expect(lines(both).filter((line) => own.includes(line))).toEqual(own.filter((line) => !gone(line)));
        }
        expect(lines(both).filter((line) => !theirs.includes(line) && !ours.includes(line))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(merges).toBeGreaterThan(500);
  });

  it("a merge has every line that one side brought, also among lines that are there often", () => {
    const often = fc.constantFrom("}", "", "listen 443;", "a", "b", "__proto__");
    const one = fc.record({
      at: fc.nat({ max: 10 }),
      goes: fc.nat({ max: 2 }),
      comes: fc.array(often, { maxLength: 2 }),
    });
    let merges = 0;
    fc.assert(
      fc.property(fc.array(often, { minLength: 6, maxLength: 10 }), one, one, (before, a, b) => {
        const theirs = before.toSpliced(a.at, a.goes, ...a.comes);
        const ours = before.toSpliced(b.at, b.goes, ...b.comes);
        const both = mergeTexts({ base: text(before), theirs: text(theirs), ours: text(ours) });
        if (both === undefined) return;
        merges += 1;
        for (const line of [...theirs, ...ours])
          if (!before.includes(line)) expect(lines(both)).toContain(line);
        for (const line of lines(both)) expect([...theirs, ...ours]).toContain(line);
      }),
      { numRuns: 2_000 },
    );
    expect(merges).toBeGreaterThan(500);
  });

  it("a side that changed nothing leaves the other as it is", () => {
    const some = fc.array(fc.constantFrom("}", "", "a", "b", "constructor"), { maxLength: 8 }).map(text);
    fc.assert(
      fc.property(some, some, (before, after) => {
        expect(mergeTexts({ base: before, theirs: after, ours: before })).toBe(after);
        expect(mergeTexts({ base: before, theirs: before, ours: after })).toBe(after);
        expect(mergeTexts({ base: before, theirs: after, ours: after })).toBe(after);
      }),
    );
  });
});
