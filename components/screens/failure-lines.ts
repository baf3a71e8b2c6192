import type { FailureView } from "../../src/wizard/context.ts";
import {
  blankLine,
  labelledLines,
  type SignedLine,
  signedLines,
} from "../widgets/signed-lines/signed-lines.ts";

/** Who can do something about it; the first words of every error. */
export const kindWords: Readonly<Record<FailureView["kind"], string>> = {
  operator: "You can fix this",
  outside: "Outside this box",
  bug: "Our mistake",
};

/** Lines of what something outside said; its last ones matter. */
const saidLines = 4;

/** An error: what it is, what was said, what helps. `named`: its kind is said first, where no title says it. */
export function problemLines(failure: FailureView, width: number, named = true): readonly SignedLine[] {
  const { kind, message, said, next } = failure;
  const label = 11;
  const words = said === undefined ? [] : labelledLines("It said", label, said.trim(), width);
  return [
    ...signedLines(named ? `${kindWords[kind]}: ${message}` : message, width, { sign: "failed" }),
    ...(said === undefined && next === undefined ? [] : [blankLine]),
    ...(words.length > saidLines ? [...words.slice(0, 1), ...words.slice(1 - saidLines)] : words),
    ...(next === undefined ? [] : labelledLines("Do this", label, next, width)),
    ...(kind === "bug"
      ? [
          blankLine,
          ...signedLines("Nothing that you did. Please report these words; the log (l) has more.", width),
        ]
      : []),
  ];
}
