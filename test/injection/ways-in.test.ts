import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { parseAnswersText } from "../../src/core/answers-file.ts";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { exitCode, Failure } from "../../src/core/errors.ts";
import { answerFlagTable } from "../../src/core/flag-table.ts";
import { applyFlags, givenFlags } from "../../src/core/flags.ts";
import { tally } from "../helpers/tally.ts";
import { payloads } from "./payloads.ts";
import { places } from "./places.ts";

const title = "payloads × fields × ways in";

/** What comes out, or the one line in which it is refused. */
function outcome<T>(work: () => T): { readonly value: T } | { readonly refusal: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.exitCode).toBe(exitCode.invalidInput);
    expect(error.message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
    return { refusal: error.message };
  }
}

/** Nothing of a file gets into what all objects have. */
function expectCleanPrototypes(): void {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { readonly evil?: unknown }).evil).toBeUndefined();
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
}

const short = payloads.filter(({ text }) => text.length < 5_000);
const values = places().filter(({ harmless }) => harmless.length > 0);

describe("a text in an answers file", () => {
  it("is the same text when it is quoted, in YAML and in JSON, or the file is refused", () => {
    for (const { put } of values)
      for (const { text } of short) {
        tally(title, { tried: 2, exact: 0 });
        const raw = put(text);
        for (const file of [stringify(raw), JSON.stringify(raw)]) {
          const read = outcome(() => parseAnswersText(file, "answers.yaml"));
          if ("value" in read) expect(read.value).toEqual(raw);
        }
        tally(title, { tried: 0, exact: 2 });
      }
  });

  it("brings no field with it and no other value when it stands there bare", () => {
    const known = new Set(["backend", "names", "origins"]);
    for (const { name, text } of short)
      for (const file of [
        `backend: ${text}\nnames: [a.example]\n`,
        `backend: ws://127.0.0.1:9944\nnames: [${text}]\n`,
        `backend: ws://127.0.0.1:9944\nnames:\n  - ${text}\n`,
        `backend: ws://127.0.0.1:9944\nnames: [a.example]\n${text}: 1\n`,
        `{"backend": "ws://127.0.0.1:9944", "names": ["${text}"]}`,
      ]) {
        tally(title, { tried: 1, exact: 0 });
        const read = outcome(() => parseAnswers(parseAnswersText(file, "answers.yaml")));
        expectCleanPrototypes();
        if ("value" in read) {
          const changed = Object.entries(read.value).filter(
            ([key, value]) => JSON.stringify(value) !== JSON.stringify(plainAnswers[key as "names"]),
          );
          expect(
            changed.map(([key]) => key).filter((key) => !known.has(key)),
            name,
          ).toEqual([]);
        }
        tally(title, { tried: 0, exact: 1 });
      }
  });

  it("may be any text at all: what cannot be used is refused in one line", () => {
    const grammar = fc.constantFrom(
      ..."backend: |names:|- |[|]|{|}|\n|  |&a |*a |!!str |<<: |'|\"|#|%YAML 1.1\n|---\n|...\n|>|||?|:|,|\\|\u0000|\u0085|\u2028|\ufeff|__proto__: |1e3|~|ws://a:1".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(grammar, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 12 }),
        (parts) => {
          outcome(() => parseAnswers(parseAnswersText(parts.join(""), "answers.yaml")));
          expectCleanPrototypes();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is never repeated where the file itself makes no sense, for it may be a key by mistake", () => {
    for (const file of [
      "-----BEGIN X-----\nc2VjcmV0\n",
      "a: *c2VjcmV0",
      "a: !c2VjcmV0 b",
      '"c2VjcmV0',
      "? c2VjcmV0\n: [",
      "%c2VjcmV0 x\n---\na: b",
      "a: &c2VjcmV0",
      "'a': \"\\c2VjcmV0\"",
    ]) {
      const read = outcome(() => parseAnswers(parseAnswersText(file, "answers.yaml")));
      expect(read, file).not.toMatchObject({ refusal: expect.stringContaining("c2VjcmV0") });
    }
  });
});

const plainAnswers = parseAnswers({ backend: "ws://127.0.0.1:9944", names: ["a.example"] });

describe("a text in a flag", () => {
  const flags = answerFlagTable.filter(({ type }) => type !== "yes" && type !== "no");

  it.each(flags.map((flag) => [flag.name, flag] as const))(
    "is refused in one line that names --%s, or does nothing but fill its field",
    (_, { name, path, type }) => {
      for (const { text } of payloads) {
        tally(title, { tried: 1, exact: 0 });
        const sources = ["self-signed", "certbot", "own-ca", "files"] as const;
        for (const source of path[0] === "certificate" && path[1] !== "source" ? sources : [undefined]) {
          const file = {
            backend: "wss://backend.internal:4321",
            names: ["a.example"],
            ...(source === undefined ? {} : { certificate: { source, ...filled[source] } }),
          };
          const given = { [name]: type === "list" ? [text] : text };
          const raw = applyFlags(file, given) as typeof file;
          const read = outcome(() => parseAnswers(raw, { given: givenFlags(given) }));
          if ("refusal" in read) expect(read.refusal.startsWith(`--${name}`), read.refusal).toBe(true);
          else expect(Object.keys(raw).filter((key) => !(key in file) && key !== path[0])).toEqual([]);
        }
        tally(title, { tried: 0, exact: 1 });
      }
    },
  );
});

/** What a source needs. */
const filled = {
  "self-signed": {},
  certbot: { agreeTerms: true },
  "own-ca": {},
  files: { certificateFile: "/harmless/one.pem", keyFile: "/harmless/one.key" },
} as const;
