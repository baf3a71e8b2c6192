import { afterEach, describe, expect, it, vi } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";
import { wholeLines } from "../../src/cli/terminal.ts";
import { exitCode } from "../../src/core/errors.ts";
import { tally } from "../helpers/tally.ts";
import { payloads } from "./payloads.ts";
import { readScript } from "./readers/sh.ts";

const title = "payloads on the command line";

/** A command line can hold no NUL, and node cuts what is no Unicode. */
const typable = payloads
  .map(({ text }) => text)
  .filter((text) => !text.includes("\0") && text.isWellFormed());

afterEach(() => vi.restoreAllMocks());

async function said(
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const code = await dispatch(argv, {
    result: (text) => lines.push(text),
    ...wholeLines((text) => lines.push(text)),
  });
  return { code, lines };
}

describe("what is typed and means nothing", () => {
  it("is refused in one line, whatever is in it", async () => {
    for (const text of typable) {
      const lines = [
        [`x${text}`],
        ["plan", `--x${text}`],
        ["plan", "--days"],
        ["plan", `x${text}`],
        ["status", `--json=${text}`],
      ];
      for (const argv of lines) {
        tally(title, { tried: 1, exact: 0 });
        const { code, lines } = await said(...argv);
        expect(code).toBe(exitCode.invalidInput);
        expect(lines[0]).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{10,400}$/u);
        tally(title, { tried: 0, exact: 1 });
      }
    }
  });

  it("is given back to be typed after sudo as the same words", async () => {
    vi.spyOn(process, "getuid").mockReturnValue(1000);
    for (const text of typable) {
      tally(title, { tried: 1, exact: 0 });
      const { code, lines } = await said("apply", "--yes", `--answers=${text}`, `--email=${text}`);
      expect(code).toBe(exitCode.needsRoot);
      const [, command = ""] = /^ {2}Do this {3}(.*)$/s.exec(lines.at(-1) ?? "") ?? [];
      // Where a line ends within quotes, what is shown goes on a little to the right.
      expect(readScript(command.replaceAll("\n            ", "\n"))).toEqual(
        ["sudo", "wss-setup", "apply", "--yes", `--answers=${text}`, `--email=${text}`].map((word) => [
          "word",
          word,
        ]),
      );
      tally(title, { tried: 0, exact: 1 });
    }
  });
});
