import { everywhere } from "./letters.ts";
import type { Visit } from "./visit.ts";
import { sentence } from "./words.ts";

export interface Option<T> {
  readonly value: T;
  readonly title: string;
  /** Behind the title, such as `recommended`. */
  readonly tag?: string | undefined;
  /** What it means. */
  readonly text?: string | undefined;
  /** Why it cannot be taken here. */
  readonly unfit?: string | undefined;
}

export interface Choosing<T> {
  readonly options: readonly Option<T>[];
  /** Taken by an empty line; without it there is none. */
  readonly chosen?: T | undefined;
  /** Letters of this question alone: `t test again`. */
  readonly letters?: readonly { readonly letter: string; readonly does: string; readonly value: T }[];
  /** What the prompt says of the letters that work everywhere; empty: they do not work here. */
  readonly common?: string;
}

const commonLetters = "b back, h help, q quit";

/** Numbered choices, the default, and the answer said again. Asks until it can be used. */
export async function choose<T>(visit: Visit, choosing: Choosing<T>): Promise<T> {
  const { options, chosen, letters = [], common = commonLetters } = choosing;
  visit.say(...options.map((option, index) => `${index + 1}. ${optionLine(option)}`));
  const place = options.findIndex(({ value }) => value === chosen);
  const keys = [
    ...(options.length === 0 ? [] : ["Number"]),
    ...letters.map(({ letter, does }) => `${letter} ${does}`),
    ...(common === "" ? [] : [common]),
  ];
  let prompt = `${keys.join(", ")}${place === -1 ? "" : ` (default ${place + 1})`}: `;
  for (;;) {
    const line = await visit.ask(prompt);
    const own = letters.find(({ letter }) => letter === line.toLowerCase());
    if (own !== undefined) return own.value;
    const option = options[line === "" ? place : Number(/^\d+$/.exec(line)?.[0] ?? 0) - 1];
    if (option !== undefined && option.unfit === undefined) {
      visit.say(sentence(`Chosen: ${option.title}`));
      return option.value;
    }
    const reason = common === "" ? undefined : await everywhere(visit, line);
    prompt = `${reason ?? refusal(option)} ${range(options.length)}: `;
  }
}

function optionLine<T>({ title, tag, text, unfit }: Option<T>): string {
  const head = [title, tag].filter(Boolean).join(", ");
  const tail = unfit === undefined ? text : `cannot be taken here: ${unfit}`;
  return sentence(tail === undefined || tail === "" ? head : `${head}: ${tail}`);
}

function refusal<T>(option: Option<T> | undefined): string {
  return option === undefined
    ? "Not in the list."
    : sentence(`${option.title} cannot be taken here: ${option.unfit}`);
}

function range(length: number): string {
  return length < 2 ? "A number or a letter" : `A number from 1 to ${length}`;
}
