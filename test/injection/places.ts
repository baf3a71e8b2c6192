import { answersJsonSchema, parseAnswers } from "../../src/core/answers-schema.ts";
import { fieldName } from "../../src/core/field-name.ts";

type Path = readonly (string | number)[];

/** A place of an answers file where a text may stand. */
export interface Place {
  /** As messages name it; behind it what stands there, where that is no value. */
  readonly title: string;
  /** What a refusal begins with. */
  readonly field: string;
  readonly path: Path;
  /** Harmless texts that are taken there; none where a number, yes or no, or fields belong. */
  readonly harmless: readonly string[];
  /** One of a few words, and nothing else. */
  readonly isWord: boolean;
  /** The schema takes any text there, and leaves it to a validator. */
  readonly isText: boolean;
  /** Raw answers, good but for this text. */
  put(text: string): unknown;
}

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** What fits some kind of text each: one of them fits each field, and a field that none fits needs one more here. */
const candidates = [
  "ws://harmless.internal:4321",
  "wss://harmless.internal:4321",
  "harmless.example",
  "/harmless/harmless.pem",
  "https://harmless.example:4321",
  "harmless@harmless.example",
  "1d",
];

const start = {
  backend: "ws://other.internal:4320",
  names: ["other.example"],
  origins: ["https://other.example:4320"],
};

/** Answers in which a field may stand that not all answers have. */
const frames: readonly Readonly<Record<string, unknown>>[] = [
  start,
  { ...start, backend: "wss://other.internal:4320" },
  { ...start, certificate: { source: "certbot", agreeTerms: true } },
  { ...start, certificate: { source: "own-ca" } },
  {
    ...start,
    certificate: { source: "files", certificateFile: "/other/one.pem", keyFile: "/other/one.key" },
  },
];

/** Every place of every field that the schema knows, list items and names of fields too. */
export function places(): readonly Place[] {
  const found = frames.flatMap((frame) => walk(answersJsonSchema() as Schema, [], frame));
  // The first frame in which it can be filled speaks for a place.
  const best = new Map<string, Place>();
  for (const place of found) {
    const before = best.get(place.title);
    if (before === undefined || (before.harmless.length === 0 && place.harmless.length > 0))
      best.set(place.title, place);
  }
  return [...best.values()];
}

function walk(schema: Schema, path: Path, frame: Readonly<Record<string, unknown>>): readonly Place[] {
  const ways = [
    schema,
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []).filter((way) => fits(way, path, frame)),
  ];
  return [
    ...(path.length === 0 ? [] : [valueAt(path, ways, frame)]),
    ...ways.flatMap(({ properties, items }) => [
      ...(properties === undefined ? [] : [nameAt(path, frame)]),
      ...Object.entries(properties ?? {}).flatMap(([key, inner]) => walk(inner, [...path, key], frame)),
      ...(items === undefined ? [] : walk(items, [...path, lengthAt(path, frame)], frame)),
    ]),
  ];
}

/** Where another item goes: behind those that are there. */
function lengthAt(path: Path, frame: Readonly<Record<string, unknown>>): number {
  const there = at(frame, path);
  if (there === undefined) return 0;
  return Array.isArray(there) ? there.length : 1;
}

/** Of the fields of a certificate, those of the frame's source. */
function fits({ properties }: Schema, path: Path, frame: Readonly<Record<string, unknown>>): boolean {
  const source = (at(frame, path) as { readonly source?: unknown } | undefined)?.source ?? "self-signed";
  return properties?.source?.const === undefined || properties.source.const === source;
}

function valueAt(path: Path, ways: readonly Schema[], frame: Readonly<Record<string, unknown>>): Place {
  const words = ways
    .flatMap((way) => [...(way.enum ?? []), way.const])
    .filter((word) => typeof word === "string");
  const put = (text: string) => set(frame, path, text);
  const harmless = [...words, ...candidates].filter((text) => isTaken(put(text)));
  const source = (at(frame, ["certificate", "source"]) as string | undefined) ?? "self-signed";
  return {
    title: `${fieldName(path)}${path[0] === "certificate" ? ` (${source})` : ""}`,
    field: fieldName(path),
    path,
    harmless: harmless.filter((text) => words.length === 0 || words.includes(text)),
    isWord: words.length > 0,
    isText: ways.some((way) => way.type === "string" && way.enum === undefined && way.const === undefined),
    put,
  };
}

function nameAt(path: Path, frame: Readonly<Record<string, unknown>>): Place {
  const name = path.length === 0 ? "the answers" : fieldName(path);
  return {
    title: `${name}: the name of a field`,
    field: path.length === 0 ? "" : name,
    path: [...path, ""],
    harmless: [],
    isWord: true,
    isText: false,
    put: (text) => set(frame, [...path, text], "harmless"),
  };
}

function isTaken(raw: unknown): boolean {
  try {
    parseAnswers(raw);
    return true;
  } catch {
    return false;
  }
}

/** A copy with a value at a path; a list gets its items before it, groups come into being. */
function set(target: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === "number") {
    const before = Array.isArray(target) ? target : target === undefined ? [] : [target];
    return [...before.slice(0, key), set(before[key], rest, value)];
  }
  const fields: Record<string, unknown> =
    typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  // `__proto__` is a name like any other here.
  Object.defineProperty(fields, key, {
    value: set(Object.hasOwn(fields, key) ? fields[key] : undefined, rest, value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return fields;
}

function at(target: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<string | number, unknown>> | undefined)?.[key],
    target,
  );
}
