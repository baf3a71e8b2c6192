import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { parseEnvironmentFile } from "../../src/services/environment-file.ts";
import { systemd } from "../../src/services/systemd.ts";
import { shownVariables, unitEnvironment } from "../../src/services/unit-environment.ts";
import { payloads } from "../injection/payloads.ts";

/** As systemd 252 (Debian 12) and 257 (13) show them. */
const shown = String.raw`Environment=PLAIN=bar "SPACED=a b" "QUOTE=x\"y\$z\\wv" "TAB=a\tb" "NL=a\nb" UML=grün "SQ=it's" EMPTY= "STAR=*" HASH=#x
EnvironmentFiles=/etc/none (ignore_errors=yes)
EnvironmentFiles=/etc/env (ignore_errors=no)
EnvironmentFiles=/etc/env.d/*.env (ignore_errors=yes)
`;

const file = String.raw`# remark
; too
TOKEN=s3cr3t-token
 SPACE = "a b"'c d' e  
X_1=one\
two
DQ="x\"y\$z\n\\w"
SQ2='a\'
1BAD=x
export FOO=bar
HASH=a#b # c
UNQ=a\"b\ c
EMPTY2=
CONT="a \
b"
NOEQ
MULTI='l1
l2'
`;

it("is what systemd gives the unit, from its lines and over them from its files", async () => {
  const host = new MemoryHost({
    files: { "/etc/env": file, "/etc/env.d/a.env": "GLOB=1\nTOKEN=a", "/etc/env.d/b.env": "TOKEN=other\n" },
    run: () => ({ stdout: shown }),
  });
  expect(await systemd.environment(host, "x")).toEqual({
    PLAIN: "bar",
    SPACED: "a b",
    QUOTE: 'x"y$z\\wv',
    TAB: "a\tb",
    NL: "a\nb",
    UML: "grün",
    SQ: "it's",
    EMPTY: "",
    STAR: "*",
    HASH: "a#b # c",
    TOKEN: "other",
    SPACE: "a bc de",
    X_1: "onetwo",
    DQ: 'x"y$z\\n\\w',
    SQ2: "a\\",
    UNQ: 'a"b c',
    EMPTY2: "",
    CONT: "a b",
    MULTI: "l1\nl2",
    GLOB: "1",
  });
  expect(host.commands).toEqual([
    ["systemctl", "show", "--property=Environment,EnvironmentFiles", "x.service"],
    ["systemctl", "show", "--property=Version"],
  ]);
});

it("is nothing where systemd does not answer", async () => {
  expect(await systemd.environment(new MemoryHost({ run: () => ({ code: 1 }) }), "x")).toEqual({});
});

/** As 252 (Debian 12) and 257 (13) read it. */
const remark = "# one\\\nA=1\n; two\\\nB=2\nC=3\n";

it.each([
  ["252.39-1~deb12u2", { C: "3" }],
  ["257.8-1~deb13u2", { A: "1", B: "2", C: "3" }],
  ["v254", { A: "1", B: "2", C: "3" }],
])("heeds that before 254 a remark takes the next line along (%s)", async (version, variables) => {
  const host = new MemoryHost({
    files: { "/etc/env": remark },
    run: (argv) => ({
      stdout: argv.includes("--property=Version")
        ? `Version=${version}\n`
        : "EnvironmentFiles=/etc/env (ignore_errors=no)\n",
    }),
  });
  expect(await systemd.environment(host, "x")).toEqual(variables);
});

/** Each as systemd 252 and 257 read it. */
it.each([
  ["A='b c", "b c"],
  ['A="b\nc ', "b\nc "],
  ['A="b\\', "b"],
  ["A=b\\", "b"],
  ["A='b' ", "b"],
  ["A=b  \\\n\nB=", "b  "],
  ["A=b\\\r\n", "b"],
  ["A =\\ b ", " b"],
  ["A=", ""],
])("%j is read to its end", (text, value) => {
  expect(parseEnvironmentFile(text).get("A")).toBe(value);
});

describe("whatever stands there", () => {
  const names = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/);
  const anything = fc.string({
    unit: fc.oneof(fc.constantFrom(..."'\"\\$`#;= \t\n\r\0ax"), fc.string({ unit: "binary" })),
  });
  const texts = fc.oneof(anything, fc.constantFrom(...payloads.map(({ text }) => text)));
  /** Of control characters systemd lets a tab and the end of a line pass. */
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out.
  const value = texts.map((text) => text.replace(/[\0-\x08\x0b-\x1f\x7f]/g, ""));
  const variables = fc.array(fc.tuple(names, value), { maxLength: 5 });

  const quoted = (text: string) => text.replace(/["\\`$]/g, "\\$&");
  const writers: readonly ((text: string) => string)[] = [
    (text) => `"${quoted(text)}"`,
    (text) => `'${text.replaceAll("'", `'"'"'`)}'`,
    // A character at a time, but for what a backslash would take away.
    (text) => (text === "" ? "" : text.includes("\n") ? `"${quoted(text)}"` : text.replace(/./gsu, "\\$&")),
  ];

  it("a file gives back what was written into it, in every way of quoting", () => {
    fc.assert(
      fc.property(variables, fc.constantFrom(...writers), (written, write) => {
        const text = written.map(([name, each]) => `${name}=${write(each)}\n`).join("");
        expect(parseEnvironmentFile(text)).toEqual(new Map(written));
        expect(parseEnvironmentFile(text.slice(0, -1))).toEqual(new Map(written));
      }),
      { numRuns: 300 },
    );
  });

  it("what systemd shows is read as it was, and a value is no further line of its answer", async () => {
    const shown = (word: string) =>
      /[\s"\\`$*?['()<>|&;!]/.test(word)
        ? `"${quoted(word).replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`
        : word;
    await fc.assert(
      fc.asyncProperty(variables, async (written) => {
        const words = written.map(([name, each]) => shown(`${name}=${each}`)).join(" ");
        expect(shownVariables(words)).toEqual(new Map(written));
        const host = new MemoryHost({ run: () => ({ stdout: `Environment=${words}\n` }) });
        expect(await unitEnvironment(host, "x.service")).toEqual(Object.fromEntries(written));
        expect(host.commands).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
    const text = "A=x\u2028EnvironmentFiles=/etc/shadow (ignore_errors=no)";
    const host = new MemoryHost({
      files: { "/etc/shadow": "ROOT=secret" },
      run: () => ({ stdout: `Environment=${shown(text)}\n` }),
    });
    expect(await unitEnvironment(host, "x.service")).toEqual({ A: text.slice(2) });
  });

  it("nothing comes of it that no program could be given", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          fc.tuple(names, texts).map((pair) => pair.join("=")),
        ),
        (text) => {
          for (const found of [
            parseEnvironmentFile(text),
            parseEnvironmentFile(text, 252),
            shownVariables(text),
          ]) {
            for (const [name, each] of found) {
              expect(name).toMatch(/^[A-Za-z_]\w*$/);
              // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
              expect(each).not.toMatch(/[\0-\x08\x0b-\x1f\x7f]/);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("a variable with a name of JavaScript's own is one", async () => {
    const host = new MemoryHost({ run: () => ({ stdout: "Environment=__proto__=s3cret constructor=x\n" }) });
    expect(Object.entries(await systemd.environment(host, "x"))).toEqual([
      ["__proto__", "s3cret"],
      ["constructor", "x"],
    ]);
  });
});
