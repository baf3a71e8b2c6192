import type { Answers } from "./answers.ts";
import type { PathRecord, StepKind } from "./step.ts";

/** One line of the journal; each is on the disk before the next thing happens. */
export type JournalRecord =
  | { readonly type: "run"; readonly run: string; readonly verb: RunVerb; readonly at: string; readonly version: string; readonly answers: Answers }
  | { readonly type: "begin"; readonly run: string; readonly step: number; readonly id: string; readonly kind: StepKind; readonly title: string; readonly record: StepRecord }
  | { readonly type: "done"; readonly run: string; readonly step: number; readonly after: StepRecord }
  | { readonly type: "end"; readonly run: string; readonly at: string; readonly outcome: "done" | "rolled-back" | "undone" | "incomplete" }
  | { readonly type: "undo"; readonly run: string; readonly at: string; readonly why: "request" | "failure" | "crash" }
  | { readonly type: "undone"; readonly run: string; readonly step: number; readonly kept?: string };

export type RunVerb = "apply" | "rotate";

/** What undo needs to know about a step. Never key material. */
export type StepRecord =
  | { readonly kind: "paths"; readonly paths: Readonly<Record<string, PathRecord>> }
  | { readonly kind: "packages"; readonly packages: PackagesRecord }
  | { readonly kind: "unit"; readonly unit: string; readonly active: boolean; readonly enabled: boolean; readonly test?: { readonly argv: readonly string[]; readonly refuse?: string } }
  | { readonly kind: "port"; readonly manager: "iptables" | "ufw" | "firewalld"; readonly port: number; readonly family?: 4 | 6; readonly open: boolean }
  | { readonly kind: "nothing" };

export interface PackagesRecord {
  /** What apt said it would newly install, dependencies included. */
  readonly simulated: readonly string[];
  /** Installed before, `name=version`. */
  readonly before: readonly string[];
}
