import type { WizardContext } from "./context.ts";
import { backendProblem, emailProblem, limitsProblem, namesProblem, nameToConfirm } from "./draft-problem.ts";
import { ownFilesFit } from "./own-files.ts";
import { passphraseAsked, passphraseFits, passphraseIsDue } from "./own-root.ts";

/** Whether a transition may be taken; each looks at the context alone. */
export const guards = {
  startsAtMenu: ({ context }: { context: WizardContext }) => context.configured && context.mode === "set-up",
  mustElevate: ({ context }: { context: WizardContext }) =>
    context.needsSudo === true || context.preflight.some((row) => row.stops === "not-root"),
  isUnsupported: ({ context }: { context: WizardContext }) =>
    context.preflight.some((row) => row.stops === "unsupported"),
  backendFits: ({ context }: { context: WizardContext }) => backendProblem(context.draft) === undefined,
  namesFit: ({ context }: { context: WizardContext }) =>
    namesProblem(context.draft) === undefined &&
    nameToConfirm(context.draft, context.confirmed) === undefined,
  limitsFit: ({ context }: { context: WizardContext }) => limitsProblem(context.draft) === undefined,
  asksTerms: ({ context }: { context: WizardContext }) =>
    context.draft.source === "certbot" && !context.termsGiven,
  asksAuthority: ({ context }: { context: WizardContext }) =>
    context.draft.source === "own-ca" && passphraseAsked(context) !== "none",
  asksFiles: ({ context }: { context: WizardContext }) => context.draft.source === "files",
  emailFits: ({ context }: { context: WizardContext }) =>
    !context.draft.agreeTerms || emailProblem(context.draft) === undefined,
  passphraseFits: ({ context }: { context: WizardContext }) => passphraseFits(context),
  /** The third wrong one is the last. */
  lastTry: ({ context }: { context: WizardContext }) => context.passphrase.wrong >= 2,
  pathsMissing: ({ context: { draft } }: { context: WizardContext }) =>
    draft.source === "files" && (draft.certificateFile === "" || draft.keyFile === ""),
  filesFit: ({ context }: { context: WizardContext }) => ownFilesFit(context),
  rotates: ({ context }: { context: WizardContext }) => context.job === "rotate",
  beforeApply: ({ context }: { context: WizardContext }) => context.beforeApply,
  /** The run would sign, and its passphrase was not asked for yet. */
  passphraseIsDue: ({ context }: { context: WizardContext }) =>
    context.preview !== undefined && context.problem === undefined && passphraseIsDue(context),
  /** Nothing to open: the question does not come up. */
  firewallIsOpen: ({ context }: { context: WizardContext }) => context.firewall?.rules.length === 0,
  fromReview: ({ context }: { context: WizardContext }) => context.fromReview,
  isDryRun: ({ context }: { context: WizardContext }) =>
    context.mode === "dry-run" && context.preview !== undefined,
  hasPlan: ({ context }: { context: WizardContext }) =>
    context.preview !== undefined && context.problem === undefined,
  /** Nothing of other hands' is overwritten without a word. */
  hasDecided: ({ context }: { context: WizardContext }) => (context.preview?.edited ?? []).length === 0,
  /** A walk that was started as a dry run, or as the demo, never comes to the menu, which can change the box. */
  fromMenu: ({ context }: { context: WizardContext }) => context.configured && context.startedAs === "set-up",
  /** The operator's own word counts only where the fault lies outside this run. */
  mayKeep: ({ context }: { context: WizardContext }) => context.failure?.backendDown === true,
  proofFailed: ({ context }: { context: WizardContext }) =>
    context.progress.steps.some((step) => step.kind === "Verify" && step.state === "failed"),
} as const;
