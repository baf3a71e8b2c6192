import { describe, expect, it } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { exitCode, Failure } from "../../src/core/errors.ts";
import { proxies } from "../../src/proxies/index.ts";
import { someAnswers } from "../helpers/facts.ts";
import { tally } from "../helpers/tally.ts";
import { emittedFor, emitters, read } from "./emitted.ts";
import { kinOf, renaming } from "./kin.ts";
import { type Payload, payloads } from "./payloads.ts";
import { type Place, places } from "./places.ts";
import { renamed, type Tree } from "./readers/tree.ts";

const title = "payloads × fields × emitters";

/** The payload alone, and behind, before and within what would be taken. */
function spliced({ text }: Payload, { harmless, isWord }: Place): readonly string[] {
  const around = isWord ? harmless.slice(0, 1) : harmless;
  return [
    text,
    ...around.flatMap((good) => {
      const middle = Math.ceil(good.length / 2);
      return [good + text, text + good, good.slice(0, middle) + text + good.slice(middle)];
    }),
  ].filter((each) => !harmless.includes(each));
}

/** The answers, or the one line in which they are refused. */
function judged(raw: unknown): Answers | Failure {
  try {
    return parseAnswers(raw);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** One line that names the field, whatever it was. */
function expectRefusal({ message, exitCode: code }: Failure, { field }: Place): void {
  expect(code).toBe(exitCode.invalidInput);
  expect(message).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{8,400}$/u);
  expect(message.startsWith(field), message).toBe(true);
}

/** Texts at the leaves that differ. */
function differing(one: unknown, other: unknown): readonly (readonly [string, string])[] {
  if (typeof one === "object" && typeof other === "object" && one !== null && other !== null) {
    const [before, now] = [one, other] as Readonly<Record<string, unknown>>[];
    expect(Object.keys(now ?? {})).toEqual(Object.keys(before ?? {}));
    return Object.keys(now ?? {}).flatMap((key) => differing(before?.[key], now?.[key]));
  }
  return one === other ? [] : [[String(one), String(other)]];
}

const trees = new Map<string, readonly (readonly [string, Tree])[]>();

/** What every program makes of what it is handed for these answers. */
function understood(answers: Answers): readonly (readonly [string, Tree])[] {
  const key = JSON.stringify(answers);
  const known =
    trees.get(key) ??
    emittedFor(answers).map((each) => [`${each.emitter}: ${each.where}`, read(each)] as const);
  trees.set(key, known);
  return known;
}

/** Every program understands the same as for a harmless value, but for the value. */
function expectInert(text: string, answers: Answers, place: Place): void {
  const kin = judged(place.put(kinOf(normalValue(answers, place) ?? text)));
  if (kin instanceof Failure) throw new Error(`no harmless kin of ${JSON.stringify(text)}: ${kin.message}`);
  const rename = renaming(differing(kin, answers));
  for (const { id: proxy } of proxies) {
    const harmless = understood({ ...kin, proxy });
    const wanted = harmless.map(([where, tree]) => [rename(where), renamed(tree, rename)] as const);
    const seen = understood({ ...answers, proxy });
    // To compare the texts of trees is much faster, and to compare trees tells where they differ.
    if (JSON.stringify(seen) !== JSON.stringify(wanted)) expect(seen).toEqual(wanted);
  }
}

/** The text in its normal form: what the emitters get. */
function normalValue(answers: Answers, { path }: Place): string | undefined {
  const found = path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string, unknown>>)?.[key],
    answers,
  );
  const value = Array.isArray(found) ? found[0] : found;
  return typeof value === "string" ? value : undefined;
}

it("every program that reads what we make is among them", () => {
  const certificates: readonly Answers["certificate"][] = [
    someAnswers.certificate,
    { source: "certbot", agreeTerms: true, server: "production", challenge: "webroot", key: "ecdsa" },
  ];
  const all = proxies.flatMap(({ id: proxy }) =>
    certificates.flatMap((certificate) => emittedFor({ ...someAnswers, certificate, proxy })),
  );
  expect([...new Set(all.map(({ emitter }) => emitter))].sort()).toEqual([...emitters].sort());
});

it("every field that takes a text has one that it takes, to be spliced into", () => {
  const texts = places().filter(({ isText }) => isText);
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter(({ harmless }) => harmless.length === 0).map(({ title: name }) => name)).toEqual([]);
});

describe.each(places().map((place) => [place.title, place] as const))("at %s", (_, place) => {
  it("every payload is refused in one line, or stays a value for every program that reads it", () => {
    const failures: string[] = [];
    for (const payload of payloads) {
      try {
        for (const text of spliced(payload, place)) {
          const verdict = judged(place.put(text));
          if (verdict instanceof Failure) expectRefusal(verdict, place);
          else expectInert(text, verdict, place);
        }
        tally(title, { tried: emitters.length, exact: emitters.length });
      } catch (error) {
        tally(title, { tried: emitters.length, exact: 0 });
        failures.push(`${payload.name}: ${error instanceof Error ? error.message.slice(0, 1500) : error}`);
      }
    }
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
