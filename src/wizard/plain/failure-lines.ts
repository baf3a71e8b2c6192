import { exitCode } from "../../core/errors.ts";
import type { FailureView } from "../context.ts";
import { labelled, sentence } from "./words.ts";

const kinds: Readonly<Record<FailureView["kind"], string>> = {
  operator: "You can fix this",
  outside: "Outside this box",
  bug: "Our mistake",
};

/** What failed, whose it is, what was said and what helps. */
export function failureLines({
  kind,
  message,
  said,
  next,
  log,
  exitCode: code,
}: FailureView): readonly string[] {
  const named = kind !== "operator" || code !== exitCode.rollbackIncomplete;
  return [
    sentence(`failed: ${named ? `${kinds[kind]}: ` : ""}${message}`),
    ...labelled("It said", said),
    ...labelled("Do this", next),
    ...labelled("Log", log),
  ];
}
