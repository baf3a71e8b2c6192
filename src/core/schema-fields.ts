import * as z from "zod";
import { didYouMean } from "./nearest.ts";
import { show } from "./validate/show.ts";
import type { Validator } from "./validate/verdict.ts";
import { type NumberRange, notInRange } from "./validate/whole-number.ts";

/** The kinds of fields that an answers file has, each with our own words for everything that can be wrong. */

type Issue = { readonly input?: unknown };

/** Text that a validator takes. YAML reads `127.1` as a number: that is judged as the text it was. */
export function text<T>(validate: Validator<T>, what: string) {
  const wrongType = ({ input }: Issue) => {
    if (typeof input !== "number") return wrong(input, what);
    const verdict = validate(String(input));
    return verdict.ok ? `${input} is a number; put it in quotes.` : quoted(String(input), verdict.message);
  };
  return z.string({ error: wrongType }).transform((value, context) => {
    const verdict = validate(value);
    if (verdict.ok) return verdict.value;
    context.issues.push({ code: "custom", message: quoted(value, verdict.message), input: value });
    return z.NEVER;
  });
}

/** One of these words. */
export function word<const W extends readonly [string, ...string[]]>(words: W) {
  const error = ({ input }: Issue) => {
    const guess = typeof input === "string" ? didYouMean(input, words) : ".";
    return wrong(input, `one of ${words.join(", ")}${guess}`);
  };
  return z.enum(words, { error });
}

export function yesOrNo() {
  return z.boolean({ error: ({ input }) => wrong(input, "true or false.") });
}

export function number(range: NumberRange) {
  const error = ({ input }: Issue) =>
    typeof input === "string" && /^\d+$/.test(input)
      ? `"${show(input)}" is in quotes; write the number without them.`
      : notInRange(input, range);
  return z.int({ error }).min(range.min, { error }).max(range.max, { error });
}

/** A number, or false for off. */
export function numberOrOff(range: NumberRange) {
  return z.union([number(range), z.literal(false, { error: "false" })]);
}

export function list<S extends z.ZodType>(item: S, example: string, most: number) {
  return z
    .array(item, { error: ({ input }) => wrong(input, `write a list, such as [${example}].`) })
    .min(1, { error: `empty; give at least one, such as ${example}.` })
    .max(most, { error: `too many; at most ${most}.` });
}

/** A group of fields; which keys are not known is told by `unknownKey`. */
export function group<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: ({ input }) => wrong(input, `fields such as "${Object.keys(shape)[0]}: …" belong here.`),
  });
}

/** What stands there, and what belongs there. */
export function wrong(input: unknown, wanted: string): string {
  if (input === undefined || input === null) return `missing; ${wanted}`;
  if (typeof input === "string") return `"${show(input)}": ${wanted}`;
  return typeof input === "number" || typeof input === "boolean" ? `${input}: ${wanted}` : wanted;
}

/** `a_b: reason` as `"a_b": reason`: within a line that begins with the field's name the value needs quotes. */
function quoted(value: string, message: string): string {
  const shown = show(value);
  return value !== "" && message.startsWith(`${shown}: `)
    ? `"${shown}"${message.slice(shown.length)}`
    : message;
}
