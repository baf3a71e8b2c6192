import type { Action } from "../../core/step.ts";
import type { PreviewChange } from "../context.ts";
import { choose } from "./choose.ts";
import type { Visit } from "./visit.ts";
import { sentence } from "./words.ts";

const actions: Readonly<Record<Action, string>> = {
  create: "add",
  update: "change",
  delete: "remove",
  "no-op": "no change",
};

/** `add: file, /etc/nginx/nginx.conf.` */
export function changeWords({ action, noun, title }: PreviewChange): string {
  return sentence(`${actions[action]}: ${noun}, ${title}`);
}

/** Asks which change is to be seen line by line, where there is one. */
export async function askForDiff(visit: Visit): Promise<void> {
  const changes = [...(visit.context.preview?.changes.entries() ?? [])].filter(
    ([, { diff }]) => diff !== undefined,
  );
  if (changes.length === 0) return visit.say("No text changes.");
  visit.say("Which one?");
  const index = await choose<number>(visit, {
    options: [
      ...changes.map(([value, change]) => ({ value, title: changeWords(change) })),
      { value: -1, title: "None" },
    ],
    chosen: changes[0]?.[0],
  });
  if (index !== -1) visit.send({ type: "DIFF", index });
}

/** A unified diff, each line with its word. */
export function diffWords(diff: string): readonly string[] {
  const lines = diff.replace(/\n$/, "").split("\n");
  return lines.flatMap((line) => {
    if (line.startsWith("+++ ") || line.startsWith("--- ") || line.startsWith("\\")) return [];
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) return [`From line ${hunk[1]}:`];
    const part = /^@@ (.*) @@$/.exec(line)?.[1];
    if (part !== undefined) return [`${part}:`];
    const word = line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : "same";
    return [`${word}: ${line.slice(1)}`.trimEnd()];
  });
}
