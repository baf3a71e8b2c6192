import { describe, expect, it } from "vitest";
import { applyEdits, reverseEdits } from "../../src/core/edit.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { Edit } from "../../src/core/step.ts";
import { takeOut } from "../../src/core/take-out.ts";

const marks = ["# ours begins", "# ours ends"] as const;
const before = "global\n  maxconn 100; # small\n  more;\nend\n";
const edits: readonly Edit[] = [
  { find: "^ *maxconn (\\d+);", line: "  maxconn 9000;", atLeast: 9000, insertAfter: "^global" },
  { find: "^files \\d+;$", line: "files 9000;", insertAfter: "^end" },
  { marks, block: "x\ny\n" },
];
const edited = applyEdits(before, edits);
const reverse = reverseEdits(before, edits) ?? [];
const block = sha256("x\ny\n");

function out(text: string): string {
  const taken = takeOut(text, reverse, block);
  return "text" in taken ? taken.text : `stays: ${taken.obstacle}`;
}

describe("what is ours goes out of a text that others edited too", () => {
  it("as it came, and once only", () => {
    expect(edited).not.toBe(before);
    expect(out(edited)).toBe(before);
    expect(out(before)).toBe(before);
  });

  it("with a remark behind a line of ours, which stays", () => {
    const remarked = edited.replace("files 9000;", "files 9000;  # for the node");
    expect(out(remarked)).toBe(`${before}# for the node\n`);
    expect(out(edited.replace("# small", "# large now"))).toBe(before.replace("# small", "# large now"));
    expect(out(edited.replace(" # small", ""))).toBe(before.replace(" # small", ""));
  });

  it("where something else of the operator's stood behind our value from the beginning", () => {
    const twoInOne = before.replace("# small", "more 1;");
    const back = reverseEdits(twoInOne, edits) ?? [];
    const text = applyEdits(twoInOne, edits).replace("end", "the end");
    expect(takeOut(text, back, block)).toEqual({ text: twoInOne.replace("end", "the end") });
  });

  it("leaving a value that the operator set to another one", () => {
    expect(out(edited.replace("maxconn 9000;", "maxconn 90000;"))).toBe(
      before.replace("maxconn 100;", "maxconn 90000;"),
    );
  });
});

describe("all of it stays, with the reason", () => {
  it.each([
    ["a mark that is gone", edited.replace("# ours ends\n", ""), "do not stand around our lines any more"],
    ["the other one", edited.replace("# ours begins\n", ""), "do not stand around our lines any more"],
    ["a mark that is there twice", `${edited}# ours ends\n`, "do not stand around our lines any more"],
    ["a changed block", edited.replace("x\ny\n", "x\nz\n"), 'between "# ours begins" and "# ours ends"'],
    ["a line that is there twice", `files 9000;\n${edited}`, '"files 9000;" is in it more than once'],
    ["a line that was indented", edited.replace("files", "\tfiles"), '"files 9000;" is written otherwise'],
    ["a line with other blanks", edited.replace("files 9000;", "files  9000; #"), "is written otherwise"],
    ["a line with more behind it", edited.replace("files 9000;", "files 9000; x;"), "is written otherwise"],
  ])("%s", (_what, text, reason) => {
    expect(out(text)).toContain(`stays: `);
    expect(out(text)).toContain(reason);
  });
});

describe("lines that we took out", () => {
  const drop = [{ drop: "^ *more" }];
  const gone = applyEdits(before, drop);
  const put = reverseEdits(before, drop) ?? [];

  it("come back where their neighbours are, and once only", () => {
    expect(takeOut(`${gone}theirs\n`, put, undefined)).toEqual({ text: `${before}theirs\n` });
    expect(takeOut(`${before}theirs\n`, put, undefined)).toEqual({ text: `${before}theirs\n` });
  });

  it("come back to each place where the same words stood, whoever else has them", () => {
    const listen = [{ drop: "^Listen 80$" }];
    const ports =
      "Listen 80\n\n<IfModule b>\nListen 80\nListen 443\n</IfModule>\n  Listen 80\nx\nListen 80\n";
    const back = reverseEdits(ports, listen) ?? [];
    const without = applyEdits(ports, listen);
    expect(takeOut(`${without}# theirs\n`, back, undefined)).toEqual({ text: `${ports}# theirs\n` });
    expect(takeOut(`${ports}# theirs\n`, back, undefined)).toEqual({ text: `${ports}# theirs\n` });
    const first = `Listen 80\n${without}`;
    expect(takeOut(first, back, undefined), "one is back already").toEqual({ text: ports });
    const elsewhere = `${without}# theirs\nListen 80\n`;
    expect(takeOut(elsewhere, back, undefined), "somebody wrote one again, elsewhere").toEqual({
      text: `${ports.replace(/Listen 80\n$/, "")}# theirs\nListen 80\n`,
    });
  });

  it("of which others wrote one again come back without that one", () => {
    const two = [{ drop: "^ *m" }];
    const text = before.replace("  more;", "  more;\n  most;");
    const back = reverseEdits(text, two) ?? [];
    const some = `${applyEdits(text, two).replace("end", "  most;\nend")}# theirs\n`;
    expect(takeOut(some, back, undefined)).toEqual({ text: `${text}# theirs\n` });
  });

  it.each([
    ["neither is there any more", "global\n"],
    ["both are there twice", `${gone}${gone}`],
    ["each is there twice, apart", gone.replace("end", "x\nend").repeat(2)],
  ])("stay out, by name, where %s", (_what, text) => {
    expect(takeOut(text, put, undefined)).toEqual({
      obstacle: '"more;" was taken out of it, and the lines around that are not as they were',
    });
  });
});

describe("a block that took the place of an earlier one of ours", () => {
  const earlier: Edit = { marks, block: "a\n" };
  const later: Edit = { marks, block: "b\n" };
  const first = applyEdits(before, [earlier]);
  const second = applyEdits(first, [later]);
  const back = reverseEdits(first, [later]) ?? [];

  it("goes back to it, and no further when it is taken out again", () => {
    const taken = takeOut(`${second}theirs\n`, back, sha256("b\n"));
    expect(taken).toEqual({ text: applyEdits(`${before}theirs\n`, [earlier]) });
    const again = "text" in taken ? `${taken.text}more of theirs\n` : "";
    expect(takeOut(again, back, sha256("b\n"))).toEqual({ text: again });
  });

  it("goes with it, where both are to go", () => {
    const both = [...back, ...(reverseEdits(before, [earlier]) ?? [])];
    expect(takeOut(`${second}theirs\n`, both, sha256("b\n"))).toEqual({ text: `${before}theirs\n` });
  });

  it("is out, where both are to go and the operator took it away with both its marks", () => {
    const both = [...back, ...(reverseEdits(before, [earlier]) ?? [])];
    expect(takeOut(`${before}theirs\n`, both, sha256("b\n"))).toEqual({ text: `${before}theirs\n` });
    const torn = second.replace(`${marks[1]}\n`, "");
    expect(takeOut(torn, both, sha256("b\n"))).toHaveProperty("obstacle");
  });

  it("does not come back where the operator took it away", () => {
    expect(takeOut(`${before}theirs\n`, back, sha256("b\n"))).toEqual({
      obstacle: 'our lines below "# ours begins" are gone',
    });
  });
});
