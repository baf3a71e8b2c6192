import { exitCode } from "../core/errors.ts";
import type { Progress, WizardContext, WizardInput } from "./context.ts";

export const emptyProgress: Progress = { steps: [], log: [] };

export const untried: WizardContext["passphrase"] = { state: "open", wrong: 0 };

/** The context before anything was looked at. */
export function firstContext(input: WizardInput): WizardContext {
  return {
    ...input,
    startedAs: input.mode,
    preflight: [],
    proxies: [],
    sources: [],
    backends: [],
    searched: false,
    names: {},
    progress: emptyProgress,
    checks: [],
    left: [],
    job: "apply",
    exitCode: exitCode.done,
    fromReview: false,
    passphrase: untried,
    beforeApply: false,
    termsGiven: input.draft.agreeTerms,
    decision: "take-back",
    testedAgain: 0,
    confirmed: [],
    mayRestart: false,
    decisions: [],
    forget: false,
    result: "none",
    answered: false,
    touched: Object.fromEntries((input.given ?? []).map((key) => [key, true])),
    given: input.given ?? [],
  };
}
