import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, reverseEdits } from "../../src/core/edit.ts";
import type { Edit } from "../../src/core/step.ts";

const text = "a 1;\nb 2;\nc 3;\n";

describe("edits of a file that is not ours", () => {
  it("replace one line, `$1` and all", () => {
    const edit = { find: "^b (\\d+);$", line: "b $1 9;", insertAfter: "^a" };
    expect(applyEdits(text, [edit])).toBe("a 1;\nb $1 9;\nc 3;\n");
  });

  it("leave a value that is large enough, and raise one that is not", () => {
    const atLeast = (value: number) => [
      { find: "^b (\\d+);$", line: "b 5;", atLeast: value, insertAfter: "^a" },
    ];
    expect(applyEdits(text, atLeast(2))).toBe(text);
    expect(applyEdits(text, atLeast(3))).toBe("a 1;\nb 5;\nc 3;\n");
  });

  it("insert behind or before the line of an anchor", () => {
    expect(applyEdits(text, [{ find: "^x", line: "x;", insertAfter: "1" }])).toBe("a 1;\nx;\nb 2;\nc 3;\n");
    expect(applyEdits(text, [{ find: "^x", line: "x;", insertBefore: "2" }])).toBe("a 1;\nx;\nb 2;\nc 3;\n");
    expect(applyEdits(text, [{ find: "^x", line: "x;", insertBefore: "^a" }])).toBe(`x;\n${text}`);
    expect(applyEdits("a", [{ find: "^x", line: "x;", insertAfter: "^a" }])).toBe("a\nx;\n");
  });

  it("drop every line that matches, and nothing of the others", () => {
    expect(applyEdits("a\nb\na\nba\n", [{ drop: "^a$" }])).toBe("b\nba\n");
    expect(applyEdits("b\na", [{ drop: "^a$" }])).toBe("b\n");
    expect(applyEdits(text, [{ drop: "^z" }])).toBe(text);
  });

  it("change nothing the second time", () => {
    const edits = [{ find: "^x;$", line: "x;", insertBefore: "^b" }, { drop: "^c" }];
    const once = applyEdits(text, edits);
    expect(applyEdits(once, edits)).toBe(once);
  });

  it("name an anchor that is nowhere", () => {
    expect(() => applyEdits(text, [{ find: "^x", line: "x", insertBefore: "^nowhere" }])).toThrow(
      "no line matches ^nowhere",
    );
  });
});

const marks = ["# ours begins", "# ours ends"] as const;
const ours: Edit = { marks, block: "x\ny\n" };

describe("a block of ours", () => {
  it("stands at the end behind an empty line, once", () => {
    const once = applyEdits(text, [ours]);
    expect(once).toBe(`${text}\n# ours begins\nx\ny\n# ours ends\n`);
    expect(applyEdits(once, [ours])).toBe(once);
  });

  it("is exchanged, and goes behind what others wrote below it", () => {
    const once = `${applyEdits(text, [ours])}d 4;\n`;
    expect(applyEdits(once, [{ marks, block: "z\n" }])).toBe(
      `${text}d 4;\n\n# ours begins\nz\n# ours ends\n`,
    );
  });

  it("goes without a trace", () => {
    for (const before of [text, "", "a\n\n\n"])
      expect(applyEdits(applyEdits(before, [ours]), [{ marks }])).toBe(before);
    expect(applyEdits(text, [{ marks }])).toBe(text);
  });

  it("is told by whole lines alone", () => {
    const quoted = "see # ours begins\n# ours ends here\n";
    expect(applyEdits(applyEdits(quoted, [ours]), [{ marks }])).toBe(quoted);
  });
});

describe("edits that are taken out of a file that others edited since", () => {
  const edits: readonly Edit[] = [
    { find: "^b (\\d+);$", line: "b 9;", atLeast: 5, insertAfter: "^a" },
    { find: "^e \\d+;$", line: "e 5;", insertAfter: "^c" },
    ours,
  ];
  const back = reverseEdits(text, edits) ?? [];

  it("leave what was there, whatever was written elsewhere", () => {
    const line = fc.stringMatching(/^[f-w]{0,3}$/);
    fc.assert(
      fc.property(fc.array(line), fc.nat(), (lines, seed) => {
        const others = (to: string) => {
          const all = to.split("\n").slice(0, -1);
          // Not inside our block.
          const end = all.indexOf(marks[0]) === -1 ? all.length : all.indexOf(marks[0]) - 1;
          const at = seed % Math.min(end, 4);
          return [...all.slice(0, at), ...lines, ...all.slice(at), ""].join("\n");
        };
        const edited = others(applyEdits(text, edits));
        const without = applyEdits(edited, back).split("\n");
        expect(without.filter((each) => /^[abce] /.test(each))).toEqual(["a 1;", "b 2;", "c 3;"]);
        expect(without.filter((each) => !/^[abce] /.test(each)).sort()).toEqual([...lines, ""].sort());
      }),
    );
  });

  it("put back the block that was there before the last change of it", () => {
    const once = applyEdits(text, [ours]);
    const next: Edit = { marks, block: "z\n" };
    const twice = applyEdits(once, [next]).replace("a 1;", "a 7;");
    expect(applyEdits(twice, reverseEdits(once, [next]) ?? [])).toBe(once.replace("a 1;", "a 7;"));
  });

  it("leave a value that somebody changed again", () => {
    const edited = applyEdits(text, edits).replace("b 9;", "b 12;");
    expect(applyEdits(edited, back)).toBe(text.replace("b 2;", "b 12;"));
  });

  it("put lines that went back between the lines that stood around them", () => {
    const drop = [{ drop: "^[ab] " }, { drop: "^c" }];
    expect(applyEdits(text, drop)).toBe("");
    expect(applyEdits("", reverseEdits(text, drop) ?? [])).toBe(text);
    const back = reverseEdits(text, [{ drop: "^b" }]) ?? [];
    expect(applyEdits("x 9;\na 1;\nc 3;\nx 9;\n", back)).toBe("x 9;\na 1;\nb 2;\nc 3;\nx 9;\n");
    expect(applyEdits("a 1;\nx 9;\nc 3;", back)).toBe("a 1;\nb 2;\nx 9;\nc 3;");
    expect(applyEdits("x 9;\nc 3;", back)).toBe("x 9;\nb 2;\nc 3;");
    expect(applyEdits("x 9;\na 1;", back)).toBe("x 9;\na 1;\nb 2;\n");
    expect(applyEdits("c 3;\n  b 2;\n", back), "somebody wrote it again").toBe("c 3;\n  b 2;\n");
  });

  it("are nothing where nothing was changed", () => {
    expect(
      reverseEdits("b 9;\n", [{ find: "^b (\\d+);$", line: "b 5;", atLeast: 5, insertAfter: "^a" }]),
    ).toEqual([]);
    expect(reverseEdits(text, [{ drop: "^x" }])).toEqual([]);
  });
});
