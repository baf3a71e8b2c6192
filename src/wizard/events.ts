import type { EditDecision } from "../core/edited-files.ts";
import type { Facts, NameFacts } from "../core/facts.ts";
import type { Step } from "../core/step.ts";
import type { Check } from "../verify/check.ts";
import type {
  Choice,
  FailureView,
  FileFinding,
  FirewallPreview,
  FoundBackend,
  MenuStatus,
  PreflightRow,
  Preview,
  Progress,
  WalkStep,
} from "./context.ts";
import type { Draft } from "./draft.ts";

export type MenuChoice = "status" | "rotate" | "change" | "continue" | "dry-run" | "undo" | "remove";

/** What the operator does. Screens send these and nothing else. */
export type OperatorEvent =
  /** Takes what is marked and goes on (Enter). */
  | { readonly type: "NEXT" }
  /** One step back, what was typed is kept (Esc). */
  | { readonly type: "BACK" }
  /** Straight to the review, with the marked answer for all the rest (Ctrl-R). */
  | { readonly type: "REVIEW" }
  /** From the review to one question; Esc there comes back to the review. */
  | { readonly type: "GO"; readonly to: Exclude<WalkStep, "check" | "review"> }
  | { readonly type: "SET"; readonly patch: Partial<Draft> }
  /** Goes on with the draft of an earlier start. */
  | { readonly type: "RESUME" }
  /** The name is meant although it looks like another. */
  | { readonly type: "CONFIRM"; readonly name: string }
  | { readonly type: "TEST_AGAIN" }
  /** The passphrase that a new root's key gets; empty: none. */
  | { readonly type: "NEW_PASSPHRASE"; readonly passphrase: string }
  /** Tries the passphrase of a root that is there; the walk goes on by itself when it is right. */
  | { readonly type: "CHECK_PASSPHRASE"; readonly passphrase: string }
  /** The diff of a change, by its place in the preview. */
  | { readonly type: "DIFF"; readonly index: number }
  /** Whether a proxy that runs already may be restarted, where a reload is not enough. */
  | { readonly type: "RESTART"; readonly allowed: boolean }
  /** What is to become of a file that other hands edited. */
  | { readonly type: "DECIDE"; readonly decision: EditDecision }
  | { readonly type: "APPLY" }
  | { readonly type: "SAVE_ANSWERS"; readonly file: string }
  | { readonly type: "RETRY" }
  | { readonly type: "TAKE_BACK" }
  | { readonly type: "KEEP" }
  | { readonly type: "MENU"; readonly choice: MenuChoice }
  | { readonly type: "ELEVATE" }
  | { readonly type: "HELP" }
  | { readonly type: "LOG" }
  | { readonly type: "CLOSE" }
  /** Ctrl-C. */
  | { readonly type: "QUIT" }
  | { readonly type: "LEAVE" }
  | { readonly type: "FORGET" }
  | { readonly type: "STOP" };

/** What the runner found out or did. */
export type RunnerEvent =
  | { readonly type: "PREFLIGHT"; readonly rows: readonly PreflightRow[] }
  | {
      readonly type: "FACTS";
      readonly facts: Facts;
      readonly proxies: readonly Choice<Draft["proxy"]>[];
      readonly sources: readonly Choice<Draft["source"]>[];
    }
  | { readonly type: "FIREWALL"; readonly firewall: FirewallPreview }
  | { readonly type: "BACKENDS"; readonly backends: readonly FoundBackend[]; readonly searched: boolean }
  | { readonly type: "NAMES"; readonly names: Readonly<Record<string, NameFacts>> }
  /** A better default; whatever the operator touched stays. */
  | { readonly type: "SUGGEST"; readonly patch: Partial<Draft> }
  | { readonly type: "STATUS"; readonly status: MenuStatus }
  /** Whether the passphrase opened the root's key, or why it could not be tried. */
  | { readonly type: "PASSPHRASE"; readonly ok: boolean; readonly problem?: string }
  | {
      readonly type: "OWN_FILES";
      readonly certificateFile: string;
      readonly keyFile: string;
      readonly findings: readonly FileFinding[];
    }
  | { readonly type: "PLANNED"; readonly preview: Preview }
  | { readonly type: "NO_PLAN"; readonly problem: FailureView }
  | { readonly type: "PROGRESS"; readonly progress: Progress }
  | { readonly type: "STEP"; readonly kind: Step["kind"] }
  | { readonly type: "CHECK"; readonly check: Check }
  /** A step failed and the run waits for a word: RETRY, TAKE_BACK or KEEP. */
  | { readonly type: "STUCK"; readonly failure: FailureView }
  /** Under the lock another plan came out than the one that was agreed to; nothing was changed. */
  | { readonly type: "BOX_CHANGED"; readonly preview: Preview }
  /** Proven; `until` is when the certificate ends that was seen, ISO 8601. */
  | { readonly type: "DONE"; readonly until?: string }
  /** Taken back, as a whole or but for `left`. */
  | { readonly type: "ENDED"; readonly failure?: FailureView; readonly left: readonly string[] }
  | { readonly type: "NOTICE"; readonly text: string };

export type WizardEvent = OperatorEvent | RunnerEvent;
