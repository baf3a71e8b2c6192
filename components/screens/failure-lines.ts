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

export interface ProblemLook {
  /** Its kind is said first, where no title says it. */
  readonly named?: boolean;
  /** Few rows: what helps comes before what was said, and nothing is left blank. */
  readonly tight?: boolean;
}

/** An error: what it is, what was said, what helps. */
export function problemLines(
  failure: FailureView,
  width: number,
  { named = true, tight = false }: ProblemLook = {},
): readonly SignedLine[] {
  const { kind, message, said, next, log } = failure;
  const label = tight ? 9 : 11;
  const words = said === undefined ? [] : labelledLines("It said", label, said.trim(), width);
  const told = words.length > saidLines ? [...words.slice(0, 1), ...words.slice(1 - saidLines)] : words;
  const cure = next === undefined ? [] : labelledLines("Do this", label, next, width);
  const where = log === undefined ? [] : labelledLines("Log", label, log, width);
  const gap = tight || told.length + cure.length === 0 ? [] : [blankLine];
  return [
    ...signedLines(named ? `${kindWords[kind]}: ${message}` : message, width, { sign: "failed" }),
    ...gap,
    ...(tight ? [...cure, ...told] : [...told, ...cure]),
    ...where,
    ...(kind === "bug"
      ? [
          ...(tight ? [] : [blankLine]),
          ...signedLines("Nothing that you did. Please report these words; the log (l) has more.", width),
        ]
      : []),
  ];
}
