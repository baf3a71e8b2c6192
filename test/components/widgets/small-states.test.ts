import { describe, expect, it } from "vitest";
import { readKeys } from "../../../components/keys/key-press.ts";
import { enterKey, escapeKey, heardKey } from "../../../components/keys/key-row.ts";
import { fitHints } from "../../../components/layout/fit-hints.ts";
import { breakLines, cells, cutTo } from "../../../components/theme/cells.ts";
import { terminalTraits } from "../../../components/theme/terminal-traits.ts";
import { diffLines } from "../../../components/widgets/diff-view/diff-lines.ts";
import { qrRows } from "../../../components/widgets/qr-code/qr-rows.ts";
import { position, scroll } from "../../../components/widgets/scroll-view/scroll-view-state.ts";
import { nextLook, type ShownState, shownAt } from "../../../components/widgets/spinner/shown-state.ts";

describe("a spinner", () => {
  it("is not shown for what ends within 0.1 s", () => {
    const waiting = shownAt({ kind: "hidden" }, true, 0);
    expect(waiting).toEqual({ kind: "waiting", since: 0 });
    expect(shownAt(waiting, true, 99)).toBe(waiting);
    expect(shownAt(waiting, false, 99)).toEqual({ kind: "hidden" });
  });

  it("stays 1 s once it is shown", () => {
    const shown: ShownState = shownAt({ kind: "waiting", since: 0 }, true, 100);
    expect(shown).toEqual({ kind: "shown", since: 100 });
    expect(shownAt(shown, false, 1099)).toBe(shown);
    expect(nextLook(shown, false, 1000)).toBe(100);
    expect(shownAt(shown, false, 1100)).toEqual({ kind: "hidden" });
  });
});

describe("a view that scrolls", () => {
  it.each([
    [0, "down", 1],
    [0, "up", 0],
    [5, " ", 14],
    [29, "page-down", 30],
    [12, "page-up", 3],
    [3, "G", 30],
    [30, "g", 0],
  ])("from %i by %s to %i of 40 lines", (top, name, to) => {
    expect(scroll({ top }, 40, 10, { name })).toEqual({ top: to });
  });

  it("says where it is", () => {
    expect(position({ top: 0 }, 40, 10)).toBe("lines 1-10 of 40");
    expect(position({ top: 30 }, 40, 10)).toBe("lines 31-40 of 40");
    expect(position({ top: 0 }, 3, 10)).toBe("lines 1-3 of 3");
  });
});

describe("the footer", () => {
  const rows = [
    enterKey("next", () => {}),
    heardKey("t", "test again"),
    escapeKey("back", () => {}),
    { ...heardKey("Ctrl-R", "review"), late: true },
    { ...heardKey("?", "help"), kept: true },
    heardKey("Ctrl-C", "quit"),
  ];

  it("says everything where there is room", () => {
    expect(fitHints(rows, 78, " · ", "…")).toBe(
      "Enter next · t test again · Esc back · Ctrl-R review · ? help · Ctrl-C quit",
    );
  });

  it("ends in … where there is none, and keeps Enter, Esc and help in any case", () => {
    for (let width = 10; width < 59; width += 1) {
      const text = fitHints(rows, width, " · ", "…");
      expect(text).toMatch(/^Enter next · .*Esc back · .*\? help.* …$/);
      if (width > 35) expect(cells(text)).toBeLessThanOrEqual(width);
    }
  });

  it("leaves the late key to the help without a word", () => {
    for (const width of [59, 74]) {
      expect(fitHints(rows, width, " · ", "…")).toBe(
        "Enter next · t test again · Esc back · ? help · Ctrl-C quit",
      );
    }
  });
});

describe("text in cells", () => {
  it("is cut where it has no room", () => {
    expect(cutTo("名前.example", 8, "…")).toBe("名前.ex…");
    expect(cutTo("short", 8, "…")).toBe("short");
    expect(cutTo("anything", 2, "...")).toBe("");
  });

  it("is broken at blanks, and a long word within", () => {
    expect(breakLines("one two  three", 8)).toEqual(["one two", "three"]);
    expect(breakLines("see https://example.com/x now", 10)).toEqual([
      "see",
      "https://ex",
      "ample.com/",
      "x now",
    ]);
    expect(breakLines("", 10)).toEqual([""]);
  });
});

describe("what Ink hears", () => {
  const none = {
    ...{
      upArrow: false,
      downArrow: false,
      leftArrow: false,
      rightArrow: false,
      pageDown: false,
      pageUp: false,
    },
    ...{ home: false, end: false, return: false, escape: false, ctrl: false, shift: false, tab: false },
    ...{
      backspace: false,
      delete: false,
      meta: false,
      super: false,
      hyper: false,
      capsLock: false,
      numLock: false,
    },
  };

  it("is taken apart key by key", () => {
    expect(readKeys("ab\r\u{12}\t", none).map(({ name }) => name)).toEqual([
      "a",
      "b",
      "enter",
      "ctrl-r",
      "tab",
    ]);
    expect(readKeys("", { ...none, delete: true })).toEqual([{ name: "delete" }]);
    expect(readKeys("c", { ...none, ctrl: true })).toEqual([{ name: "ctrl-c" }]);
    expect(readKeys("", none)).toEqual([{ name: "f1" }]);
  });
});

describe("a terminal", () => {
  it.each([
    [{ LANG: "C.UTF-8", TERM: "xterm" }, false, true],
    [{ LANG: "de_DE.utf8", LC_ALL: "C" }, true, true],
    [{}, true, true],
    [{ LANG: "C.UTF-8", TERM: "linux" }, true, true],
    [{ LANG: "C.UTF-8", NO_COLOR: "1" }, false, false],
    [{ LANG: "C.UTF-8", NO_COLOR: "" }, false, true],
    [{ LANG: "C.UTF-8", TERM: "dumb" }, false, false],
  ])("%j: ASCII %s, colours %s", (environment, ascii, color) => {
    expect(terminalTraits(environment)).toMatchObject({ ascii, color, motion: true });
  });

  it("has no motion with a screen reader", () => {
    expect(terminalTraits({}, true).motion).toBe(false);
  });
});

describe("a QR code", () => {
  it("is dark on light with a margin, two modules a row", () => {
    const rows = qrRows("wss://node.example.com", 40) ?? [];
    expect(rows).toHaveLength(14);
    expect(rows.every((row) => row.length === 27)).toBe(true);
    // The margin is light, and the corner of the finder pattern below it dark.
    expect(rows[0]?.startsWith("█▀▀▀▀▀▀▀█")).toBe(true);
    expect(rows.every((row) => /^[█▀].*[█▀]$/.test(row))).toBe(true);
  });

  it("is left out where it has no room", () => {
    expect(qrRows("wss://node.example.com", 26)).toBeUndefined();
  });
});

describe("the lines of a diff", () => {
  it("are those of its hunks", () => {
    const diff = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n--- kept\n";
    expect(diffLines(diff)).toEqual([
      { sign: "@", text: "@@ -1,2 +1,2 @@" },
      { sign: " ", text: "same" },
      { sign: "-", text: "old" },
      { sign: "+", text: "new" },
      { sign: "-", text: "-- kept" },
    ]);
  });
});
