import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/core/edit.ts";

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
