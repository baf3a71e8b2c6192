import fc from "fast-check";
import { createElement, Fragment } from "react";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { progressLines } from "../../src/cli/progress.ts";
import { reportFailure } from "../../src/cli/report-failure.ts";
import { processTerminal } from "../../src/cli/terminal.ts";
import { outside } from "../../src/core/errors.ts";
import { printable } from "../../src/core/printable.ts";
import type { Step } from "../../src/core/step.ts";
import { Page } from "../../src/wizard/plain/page.ts";
import { tally } from "../helpers/tally.ts";
import { openScreen } from "../helpers/terminal.ts";
import { payloads } from "./payloads.ts";

/** What a terminal would obey, or turn the direction of reading at. */
const obeyed = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

/** A control sequence, or another two signs that a terminal obeys. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const sequence = /\u001b(?:\[[0-?]*[@-~]|[^[])/g;

const title = "payloads × ways to the terminal";

afterEach(() => vi.restoreAllMocks());

/** What the process's own streams get. */
function watchStreams(): { readonly written: () => string } {
  let text = "";
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
  return { written: () => text };
}

function expectInert(name: string, text: string): void {
  tally(title, { tried: 1, exact: 0 });
  expect(obeyed.exec(text)?.[0], name).toBeUndefined();
  tally(title, { tried: 0, exact: 1 });
}

describe("what stands in a text from outside", () => {
  it("is shown, and nothing in it is obeyed", () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom(
          "\u001b",
          "\u001b[",
          "\u001b]",
          "\u009b",
          "\u009d",
          "\u0007",
          "\u001b\\",
          "31m",
          ";",
          "\n",
          "a",
        ),
        fc.string({ unit: "binary" }),
      ),
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const shown = printable(parts.join(""));
        expect(shown).not.toMatch(obeyed);
        expect(printable(shown)).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });

  it("stays as it is when it is text", () => {
    const letters = fc.string({ unit: "grapheme" }).filter((text) => !obeyed.test(text));
    fc.assert(
      fc.property(letters, (text) => {
        expect(printable(text)).toBe(text);
      }),
    );
    expect(printable("a\tb\n“é” ✓ 👩‍💻 שלום")).toBe("a\tb\n“é” ✓ 👩‍💻 שלום");
  });

  it.each([
    ["\u001b[1;31mred\u001b[0m", "red"],
    ["\u001b]0;title\u0007text", "text"],
    ["\u001b]52;c;ZXZpbA==\u001b\\text", "text"],
    ["\u001b]8;;https://a.example\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bP$q\u001b\\text", "text"],
    ["\u009d0;never ended\nnext", "\nnext"],
    ["\u001b(Btext\u001b7", "text"],
    ["100%\rdone", "100%done"],
  ])("%j is shown as %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});

describe("what others say", () => {
  const step = (text: string) => ({ title: text }) as Step;

  it("is not obeyed where a run is told line by line", () => {
    for (const { name, text } of payloads) {
      const streams = watchStreams();
      const tell = progressLines(processTerminal);
      tell({ type: "step-started", index: 0, total: 1, step: step(text) });
      tell({ type: "line", line: text });
      tell({ type: "check", check: { id: "x", title: text, status: "failed", seen: text } });
      tell({ type: "undone", title: text, kept: text });
      vi.restoreAllMocks();
      expectInert(name, streams.written());
    }
  });

  it("is not obeyed in a failure, and nothing of it is lost in its JSON", () => {
    for (const { name, text } of payloads) {
      const failure = outside(text, text, text);
      const plain = watchStreams();
      reportFailure(failure, processTerminal, false);
      reportFailure(new Error(text), processTerminal, false);
      vi.restoreAllMocks();
      expectInert(name, plain.written());
      const json = watchStreams();
      reportFailure(failure, processTerminal, true);
      vi.restoreAllMocks();
      expectInert(name, json.written());
      // JSON has no lone surrogates of its own (RFC 8259 section 8.2), but writes them as escapes.
      expect(JSON.parse(json.written()).error).toMatchObject({ message: text, said: text, next: text });
    }
  });

  it("is not obeyed by the plain guide", () => {
    for (const { name, text } of payloads) {
      let written = "";
      const page = new Page({ write: (chunk: string) => (written += chunk) } as never);
      page.say(text);
      page.begin(text);
      page.add(text);
      page.close();
      expectInert(name, written);
    }
  });

  it("is not obeyed on the screens", async () => {
    const { Words } = await import("../../components/theme/words.tsx");
    const words = payloads.map(({ name, text }) =>
      createElement(Words, { key: name, wrap: "cut" }, text.slice(0, 200)),
    );
    for (const screenReader of [false, true]) {
      const harmless = await openScreen(createElement(Words, {}, "harmless"), { screenReader });
      const screen = await openScreen(createElement(Fragment, {}, ...words), {
        screenReader,
        columns: 200,
        rows: 500,
      });
      onTestFinished(() => {
        screen.close();
        harmless.close();
      });
      const sequences = (written: string) => new Set(written.match(sequence));
      // Ink's own: they come with a harmless text too, but for those that move from line to line.
      const own = sequences(harmless.written());
      const foreign = [...sequences(screen.written())].filter((each) => !own.has(each));
      expect(foreign.filter((each) => !/^.\[\d*[ABCDEFGJK]$/.test(each))).toEqual([]);
      expectInert("all", screen.written().replace(sequence, "").replaceAll("\r", ""));
    }
  });
});
