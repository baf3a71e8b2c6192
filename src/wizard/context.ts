import type { BackendFacts, CertificateFacts, Facts, NameFacts } from "../core/facts.ts";
import type { ErrorKind, ExitCode } from "../core/errors.ts";
import type { Plan } from "../core/plan.ts";
import type { Action, Step } from "../core/step.ts";
import type { Check } from "../verify/check.ts";
import type { Draft } from "./draft.ts";

/** How the program was started; it never changes on the way. */
export interface WizardInput {
  readonly mode: "set-up" | "dry-run" | "demo";
  readonly draft: Draft;
  /** A draft of an earlier start that was left in the middle, and where. */
  readonly saved?: { readonly draft: Draft; readonly at: WalkStep };
  /** The box is configured: begin at the menu. */
  readonly configured: boolean;
  /** What this release has, in the order of the screens. */
  readonly proxies: readonly ProxyChoice[];
  readonly sources: readonly SourceChoice[];
}

/** The questions, in order; the rail shows them. */
export const walkSteps = ["check", "backend", "names", "proxy", "certificate", "limits", "firewall", "review"] as const;
export type WalkStep = (typeof walkSteps)[number];

export interface ProxyChoice {
  readonly id: Draft["proxy"];
  readonly title: string;
}

export interface SourceChoice {
  readonly id: Draft["source"];
  readonly title: string;
}

/** A server that was found listening, or an address that was typed, with what answered there. */
export interface FoundBackend {
  readonly url: string;
  readonly process?: string;
  readonly pid?: number;
  /** Undefined while it is being tried. */
  readonly facts?: BackendFacts;
}

/** What a plan is about, made ready to be drawn. */
export interface Preview {
  readonly plan: Plan;
  readonly sentence: string;
  readonly changes: readonly PreviewChange[];
  readonly endpoints: readonly string[];
  /** The answers in the file's own form. */
  readonly answersText: string;
}

export interface PreviewChange {
  readonly action: Action;
  readonly noun: string;
  readonly title: string;
  readonly why: string;
  /** A unified diff, where a text changes. */
  readonly diff?: string;
}

/** One row of the apply screen. */
export interface Progress {
  readonly steps: readonly ProgressStep[];
  /** The last lines that the running command said, newest last; the log has them all. */
  readonly log: readonly string[];
}

export interface ProgressStep {
  readonly title: string;
  readonly kind: Step["kind"];
  readonly state: "to-do" | "running" | "done" | "failed" | "taken-back" | "kept";
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly milliseconds?: number;
}

/** An error as a screen tells it. */
export interface FailureView {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly said?: string;
  readonly next?: string;
  readonly exitCode: ExitCode;
  /** The step it happened in. */
  readonly step?: string;
  /** In the proof: the backend refuses direct connections too, so that keeping the set-up makes sense. */
  readonly backendDown?: boolean;
}

/** The endpoint as the menu shows it. */
export interface MenuStatus {
  readonly endpoints: readonly string[];
  readonly proxy: string;
  readonly certificate?: CertificateFacts;
  readonly daysLeft?: number;
  readonly sockets?: number;
  readonly checks: readonly Check[];
  readonly ok: boolean;
  /** The last run, for "take back the last run (…)". ISO 8601. */
  readonly lastRun: string;
  readonly interrupted: boolean;
}

export interface WizardContext extends WizardInput {
  readonly draft: Draft;
  /** What the preflight saw; undefined while it looks. */
  readonly facts?: Facts;
  readonly backends: readonly FoundBackend[];
  /** Set once the search for listening servers has ended. */
  readonly searched: boolean;
  readonly names: Readonly<Record<string, NameFacts>>;
  readonly preview?: Preview;
  /** Why no plan could be made: the words of a validator or of a plug-in. */
  readonly problem?: FailureView;
  readonly progress: Progress;
  readonly checks: readonly Check[];
  readonly failure?: FailureView;
  /** What an undo left, one sentence each. */
  readonly left: readonly string[];
  readonly status?: MenuStatus;
  readonly job: Job;
  readonly exitCode: ExitCode;
  /** A line that answers the last key, such as where the answers were saved. */
  readonly notice?: string;
  /** The operator changed this answer by hand, so that nothing found later replaces it. */
  readonly touched: Readonly<Partial<Record<keyof Draft, true>>>;
}

/** What the apply screens are at. */
export type Job = "apply" | "rotate" | "undo" | "remove";
