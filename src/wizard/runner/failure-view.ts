import { asFailure } from "../../as-failure.ts";
import type { Step } from "../../core/step.ts";
import { ProofFailure } from "../../interpreters/apply/proof-failure.ts";
import type { FailureView } from "../context.ts";

/** An error as a screen tells it: kind, words, what was said, what helps; never a stack trace. */
export function failureView(error: unknown, step?: Step): FailureView {
  const at = step === undefined ? {} : { step: step.title };
  const { kind, message, said, next, log, exitCode: code } = asFailure(error);
  return {
    kind,
    message,
    exitCode: code,
    ...(said === undefined ? {} : { said }),
    ...(next === undefined ? {} : { next }),
    ...(log === undefined ? {} : { log }),
    ...(error instanceof ProofFailure
      ? { backendDown: error.report.backendDown && !error.report.failedByUs }
      : {}),
    ...at,
  };
}
