import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shCommand, shWord } from "../../src/core/sh-word.ts";
import { type Page, renderPage } from "../../src/landing-page/page.ts";
import { caddyString } from "../../src/proxies/caddy/caddy-string.ts";
import { proxies } from "../../src/proxies/index.ts";
import { someAnswers } from "../helpers/facts.ts";
import { emittedFor } from "./emitted.ts";
import { readCaddyfile } from "./readers/caddyfile.ts";
import { readPage } from "./readers/html.ts";
import { readScript } from "./readers/sh.ts";
import type { Tree } from "./readers/tree.ts";
import { readUnit } from "./readers/unit.ts";

const anything = fc.string({
  unit: fc.oneof(fc.constantFrom(..."'\"\\$`!*?~ \t\n;&|<>(){}[]#%-=é"), fc.string({ unit: "binary" })),
});

/** Words of a line as the machine's own shell sees them. */
function seenByShell(line: string): readonly Tree[] {
  const { stdout, status } = spawnSync("/bin/sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  expect(status).toBe(0);
  return stdout
    .split("\0")
    .slice(0, -1)
    .map((word) => ["word", word]);
}

describe("scripts", () => {
  it("are read as a shell reads them, quotes and all", () => {
    const quoted = fc.oneof(
      anything.map((text) => shWord(text.replaceAll("\0", ""))),
      fc.stringMatching(/^[a-z/.]{1,8}$/),
      fc.stringMatching(/^"[a-z '#;&]{0,8}"$/),
      fc.stringMatching(/^[a-z]{1,3}'[a-z "$\\#]{0,8}'[a-z]{0,3}$/),
      fc.stringMatching(/^[a-z]{1,3}\\[#;& '"$a-z][a-z]{0,3}$/),
    );
    fc.assert(
      fc.property(fc.array(quoted, { minLength: 1, maxLength: 12 }), (words) => {
        const line = words.join(" ");
        expect(readScript(line)).toEqual(seenByShell(line));
      }),
      { numRuns: 60 },
    );
  });

  it("hold every text as one word", () => {
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 5 }), (texts) => {
        const words = texts.map((text) => text.replaceAll("\0", ""));
        expect(readScript(`run ${shCommand(words)} >/dev/null # ${"x"}`)).toEqual([
          ["word", "run"],
          ...words.map((word) => ["word", word]),
          ["operator", ">"],
          ["word", "/dev/null"],
        ]);
      }),
    );
  });

  it("are cut at operators, ends of lines and documents", () => {
    const script = `#!/bin/sh\nkey='a b' && cat <<'END' >"$key"\nit's $HOME\nEND\n[ -n "$(echo ")")" ] || exit \${x:-1}\n`;
    expect(readScript(script)).toEqual([
      ["end of line"],
      ["word", "key=a b"],
      ["operator", "&&"],
      ["word", "cat"],
      ["operator", "<<"],
      ["operator", ">"],
      ["expanded", '"$key"'],
      ["end of line"],
      ["document", "it's $HOME"],
      ["expanded", "["],
      ["word", "-n"],
      ["expanded", '"$(echo ")")"'],
      ["word", "]"],
      ["operator", "||"],
      ["word", "exit"],
      ["expanded", "${x:-1}"],
      ["end of line"],
    ]);
  });

  it("of ours are scripts for the machine's own shell too", () => {
    const certificate = { source: "own-ca", key: "ecdsa", days: 90, caKey: "keep" } as const;
    const emitted = proxies.flatMap(({ id: proxy }) => [
      ...emittedFor({ ...someAnswers, proxy }),
      ...emittedFor({ ...someAnswers, proxy, certificate }),
    ]);
    const scripts = new Set(emitted.filter(({ emitter }) => emitter === "sh").map(({ text }) => text));
    expect(scripts.size).toBeGreaterThan(5);
    for (const input of scripts)
      expect(spawnSync("/bin/sh", ["-n"], { input, encoding: "utf8" })).toMatchObject({
        status: 0,
        stderr: "",
      });
  });

  it.each(["a 'b", 'a "b', "cat <<'END'\nx\n", "cat <<END\nx\nEND\n", "a $(b"])(
    "%j makes no sense",
    (script) => {
      expect(() => readScript(script)).toThrow(SyntaxError);
    },
  );
});

describe("Caddyfiles", () => {
  it("hold every text as one word, or it is refused", () => {
    fc.assert(
      fc.property(anything, (text) => {
        let word: string;
        try {
          word = caddyString(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/cannot be written into a Caddyfile/);
          return;
        }
        expect(readCaddyfile(`:80 {\n\theader X ${word}\n\trespond 404\n}\n`)).toEqual([
          [
            ":80",
            [
              ["header", "X", text],
              ["respond", "404"],
            ],
          ],
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["a {\n", "}\n", "a { b }\n", "a {$HOME}\n", "a <<X\nb\nX\n", 'a "b\n'])(
    "%j makes no sense",
    (text) => {
      expect(() => readCaddyfile(text)).toThrow(SyntaxError);
    },
  );
});

describe("pages", () => {
  const page: Page = {
    name: "x",
    source: "own-ca",
    backend: { kind: "substrate", protocol: "x" },
    apps: true,
  };

  it("hold every text as it is, and nothing else changes", () => {
    const of = (name: string, protocol: string) =>
      readPage(renderPage({ ...page, name, backend: { kind: "substrate", protocol } }));
    const count = of("x", "x").length;
    const text = anything.filter((each) => each !== "");
    fc.assert(
      fc.property(text, text, (name, protocol) => {
        const tokens = of(name, protocol);
        expect(tokens).toHaveLength(count);
        expect(tokens).toContainEqual(["text", name]);
        expect(tokens.find(([kind, tag]) => kind === "start" && tag === "body")).toContainEqual([
          "data-protocol",
          protocol,
        ]);
      }),
    );
  });

  it.each(["<b", "<b a=1>", "<b a='1'>", "&nbsp;", "a & b", "<B>"])("%j makes no sense", (html) => {
    expect(() => readPage(html)).toThrow(SyntaxError);
  });
});

describe("units", () => {
  it("are read as sections and settings", () => {
    expect(readUnit("# a\n[Unit]\nAfter=a \\\n b\n\n[Service]\nExecStart=/x\n")).toEqual([
      ["section", "Unit"],
      ["setting", "After", "a   b"],
      ["section", "Service"],
      ["setting", "ExecStart", "/x"],
    ]);
    expect(() => readUnit("evil\n")).toThrow(SyntaxError);
  });
});
