import { everywhere } from "./letters.ts";
import type { Visit } from "./visit.ts";
import { sentence } from "./words.ts";

export interface TypingText {
  /** `Names`. */
  readonly label: string;
  /** Taken by an empty line. */
  readonly chosen: string;
  /** Why it cannot be used, in one line. */
  readonly problem: (text: string) => string | undefined;
  /** A question within a question: b leads back there. */
  readonly within?: boolean;
}

/** A line of text, and the answer said again. Asks until it can be used. @returns undefined for b, within a question */
export async function typeText(visit: Visit, typing: TypingText): Promise<string | undefined> {
  const { label, chosen, problem, within = false } = typing;
  let prompt = `${label}, b back, h help, q quit${chosen === "" ? "" : ` (default ${chosen})`}: `;
  for (;;) {
    const line = await visit.ask(prompt);
    if (within && line.toLowerCase() === "b") return undefined;
    const letter = line.length === 1 ? await everywhere(visit, line) : undefined;
    const text = line === "" ? chosen : line;
    const refusal = letter ?? problem(text);
    if (refusal === undefined) {
      visit.say(sentence(`Chosen: ${text}`));
      return text;
    }
    prompt = `${sentence(refusal)} ${label}: `;
  }
}
