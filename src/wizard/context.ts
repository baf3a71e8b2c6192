import type { Secrets } from "../certificates/source.ts";
import type { EditDecision, EditedFile } from "../core/edited-files.ts";
import type { ErrorKind, ExitCode } from "../core/errors.ts";
import type { BackendFacts, CertificateFacts, Facts, NameFacts, RunKind, Unfinished } from "../core/facts.ts";
import type { Plan } from "../core/plan.ts";
import type { Action, Step } from "../core/step.ts";
import type { Check } from "../verify/check.ts";
import type { Draft } from "./draft.ts";

/** How the program was started; it never changes on the way. */
export interface WizardInput {
  readonly mode: "set-up" | "dry-run" | "demo";
  readonly draft: Draft;
  /** Fields that flags or the box's own settings gave: nothing found later replaces them. */
  readonly given?: readonly (keyof Draft)[];
  /** A draft of an earlier start that was left in the middle. */
  readonly saved?: SavedDraft;
  /** This is not root: whatever else is found, the first screen leads on under sudo. */
  readonly needsSudo?: boolean;
  /** Something of ours stands on the box, also of a run that was cut off: begin at the menu. */
  readonly configured: boolean;
}

export interface SavedDraft {
  readonly draft: Draft;
  /** The question it was left at. */
  readonly at: WalkStep;
  /** What the operator had answered; nothing found later replaces it. All of it when left out. */
  readonly touched?: WizardContext["touched"];
}

/** The questions, in order; the rail shows them. */
export const walkSteps = [
  "check",
  "backend",
  "names",
  "proxy",
  "certificate",
  "limits",
  "firewall",
  "review",
] as const;
export type WalkStep = (typeof walkSteps)[number];

/** The question that a state of the walk belongs to; the certificate's own pages are part of its step. */
export function stepOf(walk: string): WalkStep | undefined {
  if (walk === "terms" || walk === "authority" || walk === "ownFiles") return "certificate";
  return walkSteps.find((step) => step === walk);
}

/** One line of the first screen. */
export interface PreflightRow {
  readonly id: "system" | "rights" | "ports" | "firewall" | "addresses" | "clock" | "backend" | "apt";
  readonly title: string;
  readonly state: "checking" | Check["status"];
  readonly text: string;
  /** The walk cannot go on before this is cured; Enter does the cure. */
  readonly stops?: "not-root" | "unsupported";
}

/** One line of a list to choose from, best first. */
export interface Choice<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** `recommended · 1.22.1, to install`. */
  readonly tag: string;
  /** What it means for the operator. */
  readonly text: string;
  /** Shown last on the screen while the line is marked. */
  readonly why: string;
  /** Why it cannot be taken here. */
  readonly unfit?: string;
}

/** What the firewall would be told. */
export interface FirewallPreview {
  /** `iptables, IPv4 and IPv6`. */
  readonly title: string;
  /** One rule a line; empty when everything is open already. */
  readonly rules: readonly string[];
  /** The same as commands. */
  readonly commands: readonly string[];
  readonly notes: readonly string[];
}

/** A server that was found listening, or an address that was typed, with what answered there. */
export interface FoundBackend {
  readonly url: string;
  readonly process?: string;
  readonly pid?: number;
  /** It was typed, not found. */
  readonly typed?: true;
  /** Undefined while it is being tried. */
  readonly facts?: BackendFacts;
}

/** What a plan is about, made ready to be drawn. */
export interface Preview {
  readonly plan: Plan;
  readonly sentence: string;
  readonly changes: readonly PreviewChange[];
  /** Files of ours that other hands edited: nothing is applied before the operator has decided on each. */
  readonly edited?: readonly EditedFile[];
  readonly endpoints: readonly string[];
  /** The answers in the file's own form. */
  readonly answersText: string;
  /** The pair that is served now, as the plan was made. */
  readonly installed?: InstalledCertificate;
  /** The root of an own CA that was there then. */
  readonly root?: OwnRoot;
}

export interface InstalledCertificate {
  readonly certificate: CertificateFacts;
  /** Whole days; below 0 once it has ended. */
  readonly daysLeft: number;
}

/** The root of an own CA, as its source's probe tells of it. */
export interface OwnRoot {
  /** SHA-256 of the DER, hex. */
  readonly fingerprint: string;
  /** The names and addresses that it may sign for. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notAfter: string;
  /** Its key is kept under a passphrase. */
  readonly protected: boolean;
  /** Its key is on this box. */
  readonly keyPresent: boolean;
}

/** One thing that was seen of the operator's own files. */
export interface FileFinding {
  readonly state: Check["status"];
  readonly text: string;
  /** The one act that helps. */
  readonly fix?: string;
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
  /** The last two lines of the step under way. */
  readonly tail?: readonly string[];
  /** When the last line came, in milliseconds since the epoch. */
  readonly lineAt?: number;
  /** Steps that are being taken back, those without a trace left out. */
  readonly undoing?: number;
}

export interface ProgressStep {
  /** What it is about; it is taken back by this name. */
  readonly title: string;
  /** What it does; absent where only its taking back is told of. */
  readonly deed?: string;
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
  /** The file that tells of it at greater length. */
  readonly log?: string;
  /** In the proof: the backend refuses direct connections too, so that keeping the set-up makes sense. */
  readonly backendDown?: boolean;
}

/** The endpoint as the menu shows it. */
export interface MenuStatus {
  readonly endpoints: readonly string[];
  readonly proxy: string;
  readonly certificate?: CertificateFacts;
  readonly daysLeft: number | undefined;
  readonly sockets?: number;
  readonly checks: readonly Check[];
  readonly ok: boolean;
  /** A new certificate closes open connections. */
  readonly reloadCloses?: true;
  /** The last run, for "take back the last run (…)". ISO 8601. */
  readonly lastRun: string;
  readonly lastKind: RunKind;
  readonly interrupted: boolean;
  /** What has to come to an end before anything else. */
  readonly unfinished?: Unfinished["of"];
  /** What the runs so far left on the box: paths, services and ports, as a removal would take them back. */
  readonly owned?: readonly string[];
}

export interface WizardContext extends WizardInput {
  /** The mode of the start; the menu can turn a walk into a dry run and back. */
  readonly startedAs: WizardInput["mode"];
  readonly draft: Draft;
  /** What the preflight saw; undefined while it looks. */
  readonly facts?: Facts;
  readonly preflight: readonly PreflightRow[];
  readonly proxies: readonly Choice<Draft["proxy"]>[];
  readonly sources: readonly Choice<Draft["source"]>[];
  readonly firewall?: FirewallPreview;
  readonly backends: readonly FoundBackend[];
  /** Set once the search for listening servers has ended. */
  readonly searched: boolean;
  readonly names: Readonly<Record<string, NameFacts>>;
  readonly preview?: Preview;
  /** The change whose diff is looked at, by its place in the preview, and where to go from there. */
  readonly diff?: { readonly index: number; readonly from: "review" | "preview" };
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
  /** A proxy that runs already may be restarted, where a reload is not enough. */
  readonly mayRestart: boolean;
  /** What is to become of files that other hands edited. */
  readonly decisions: readonly EditDecision[];
  /** A question that was opened from the review leads back there. */
  readonly fromReview: boolean;
  /** Typed for this run; it is nowhere else, and gone with the walk. */
  readonly secrets?: Secrets;
  /** The passphrase of a root that is there: whether it was tried, and how often it was wrong. */
  readonly passphrase: { readonly state: "open" | "checking" | "right"; readonly wrong: number };
  /** The passphrase is asked for because the run is about to begin. */
  readonly beforeApply: boolean;
  /** The operator's yes to the authority's terms came with the start: nobody asks again. */
  readonly termsGiven: boolean;
  /** What was seen of the operator's own files, and of which. */
  readonly ownFiles?: {
    readonly certificateFile: string;
    readonly keyFile: string;
    readonly findings: readonly FileFinding[];
  };
  /** When the certificate ends that the proof has just seen served. ISO 8601. */
  readonly servedUntil?: string;
  /** The question that was asked for from the review, or that an earlier start was left at. */
  readonly goTo?: WalkStep;
  /** What the operator said when the run was stuck. */
  readonly decision: "take-back" | "retry" | "keep";
  /** The file that the answers are to be saved in, as it was asked for last. */
  readonly saveAs?: { readonly file: string };
  /** Counts how often the backend was to be tried again. */
  readonly testedAgain: number;
  /** Names that look like others and were confirmed by the operator. */
  readonly confirmed: readonly string[];
  /** The last screen with a result: what is told once the screens are gone. */
  readonly result: "none" | "done" | "ended" | "preview";
  /** The draft is not to be kept for the next time. */
  readonly forget: boolean;
  /** A line that answers the last key, such as where the answers were saved. */
  readonly notice?: string;
  /** The operator gave an answer in this walk. */
  readonly answered: boolean;
  /** Given from outside or changed by hand, so that nothing found later replaces it. */
  readonly touched: Readonly<Partial<Record<keyof Draft, true>>>;
  /** Of those, what was there from the start and was only taken. */
  readonly given: readonly (keyof Draft)[];
}

/** What the apply screens are at. */
export type Job = "apply" | "rotate" | "undo" | "remove";
