import { invalidInput } from "./errors.ts";
import type { GivenFlags } from "./field-name.ts";
import { type AnswerFlag, answerFlagTable } from "./flag-table.ts";

/** A flag as `node:util` parseArgs takes it, with its words for `--help`. */
export interface FlagOption {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly value?: string;
  readonly help: string;
}

/** The flags of every field, by name. */
export const answerFlags: Readonly<Record<string, FlagOption>> = Object.fromEntries(
  answerFlagTable.map(({ name, type, value, help }) => [
    name,
    type === "yes" || type === "no"
      ? { type: "boolean" as const, help }
      : { type: "string" as const, multiple: type === "list", help, ...(value && { value }) },
  ]),
);

/** What parseArgs gives. */
export type FlagValues = Readonly<Record<string, unknown>>;

/**
 * Lays the flags over the raw answers of a file (undefined: no file). A list replaces the file's list; another
 * certificate source starts from its own defaults. Throws `invalidInput` when two flags contradict each other.
 */
export function applyFlags(raw: unknown, values: FlagValues): unknown {
  const flags = used(values);
  refuseContradiction(flags);
  if (raw !== undefined && !isFields(raw)) return raw;
  const start = otherSource(raw ?? {}, values.certificate);
  return flags.reduce((answers, flag) => put(answers, flag.path, givenValue(flag, values[flag.name])), start);
}

/** Which field came from which flag, so that `parseAnswers` can name the flag. */
export function givenFlags(values: FlagValues): GivenFlags {
  return Object.fromEntries(used(values).map(({ name, path }) => [path.join("."), `--${name}`]));
}

/** The values of a list that was typed with commas. */
export function splitList(text: string): readonly string[] {
  return text.split(",").map((part) => part.trim());
}

function used(values: FlagValues): readonly AnswerFlag[] {
  return answerFlagTable.filter(({ name }) => values[name] !== undefined);
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseContradiction(flags: readonly AnswerFlag[]): void {
  for (const [index, one] of flags.entries()) {
    const other = flags
      .slice(index + 1)
      .find(({ path }) => path[0] === one.path[0] && (path[1] ?? one.path[1]) === (one.path[1] ?? path[1]));
    if (other !== undefined) throw invalidInput(`--${one.name} and --${other.name} contradict each other.`);
  }
}

function otherSource(raw: Fields, source: unknown): Fields {
  const { certificate } = raw;
  if (source === undefined || !isFields(certificate)) return raw;
  return (certificate.source ?? "self-signed") === source ? raw : { ...raw, certificate: {} };
}

/** A copy with one value; a group that the file writes in another way is left for the schema to judge. */
function put(fields: Fields, [key, inner]: AnswerFlag["path"], value: unknown): Fields {
  if (inner === undefined) return { ...fields, [key]: value };
  const group = fields[key] === false ? {} : (fields[key] ?? {});
  return isFields(group) ? { ...fields, [key]: { ...group, [inner]: value } } : fields;
}

function givenValue({ type, path }: AnswerFlag, value: unknown): unknown {
  if (type === "yes" || type === "no") return type === "yes";
  if (type === "list") {
    const parts = [value].flat().flatMap((part) => splitList(String(part)));
    return path[0] === "origins" && parts.length === 1 && parts[0] === "any" ? "any" : parts;
  }
  const text = String([value].flat().at(-1));
  if (type !== "number") return text;
  if (text === "false" || text === "off") return false;
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
