import type { Answers, CertificateSourceId } from "./answers.ts";
import type { ConfigTest, Edit, FirewallManager, PathRecord, StepKind, Workers } from "./step.ts";
import type { WaitingRestart } from "./waiting-restart.ts";

/** One line of the journal; each is on the disk before the next thing happens. */
export type JournalRecord =
  | RunRecord
  | BeginRecord
  | { readonly type: "done"; readonly run: string; readonly step: number; readonly after: StepRecord }
  | { readonly type: "end"; readonly run: string; readonly at: string; readonly outcome: RunOutcome }
  | {
      readonly type: "undo";
      readonly run: string;
      readonly at: string;
      readonly why: UndoReason;
      /** All runs were to go with it. */
      readonly all?: true;
    }
  | UndoneRecord;

export type RunVerb = "apply" | "rotate";
export type RunOutcome = "done" | "undone" | "incomplete";
export type UndoReason = "request" | "failure" | "crash";

/** Why something stays on purpose, until the operator asks for it to go; no fault of the undo. */
export interface Spared {
  readonly spared: string;
}

export interface UndoneRecord {
  readonly type: "undone";
  readonly run: string;
  readonly step: number;
  /** Why something stays. */
  readonly kept?: string;
  /** It stays on purpose. */
  readonly spared?: true;
  /** Where the file is that was edited since: beside its place. */
  readonly aside?: string;
  /** It goes there for a trial, which has not ended: nobody was told. */
  readonly trying?: true;
}

export interface RunRecord {
  readonly type: "run";
  readonly run: string;
  readonly verb: RunVerb;
  readonly at: string;
  /** Version of the program that wrote it. */
  readonly version: string;
  readonly answers: Answers;
  /** What it changes that only a restart brings, and makes none. */
  readonly waits?: WaitingRestart;
}

/** Written before a step touches anything. */
export interface BeginRecord {
  readonly type: "begin";
  readonly run: string;
  /** Position in the run, counted from 0. */
  readonly step: number;
  readonly id: string;
  readonly kind: StepKind;
  readonly title: string;
  readonly record: StepRecord;
}

/** What undo needs to know about a step, and what the step left. Never key material. */
export type StepRecord =
  | PathsRecord
  | PackagesRecord
  | UnitRecord
  | PortRecord
  | FetchedRecord
  | RehearsedRecord
  | { readonly kind: "nothing" };

export interface PathsRecord {
  readonly kind: "paths";
  /** In a `begin`: what was there. In a `done`: what we left. */
  readonly paths: Readonly<Record<string, PathRecord>>;
  /** In a `begin`: what will be there, so that a crash in the middle can tell our bytes from others'. */
  readonly intended?: Readonly<Record<string, PathRecord>>;
  /** What the operator may have edited since, all of them or these; undo takes it back all the same. */
  readonly operatorMayEdit?: true | readonly string[];
  /** What takes our edits out of a file again that other hands edited elsewhere since, by path. */
  readonly reverse?: Readonly<Record<string, readonly Edit[]>>;
  /** Sums of the marked blocks that we left in files of others, by path. */
  readonly blocks?: Readonly<Record<string, string>>;
  /** Copies of the texts that we leave, by path, relative to the backup folder: they tell what other hands changed. */
  readonly left?: Readonly<Record<string, string>>;
  /** In these is also what other hands wrote: the copy is of what is ours alone. */
  readonly merged?: readonly string[];
  /** Of these the operator let go what other hands wrote: an undo of the run brings it back, a removal does not. */
  readonly taken?: readonly string[];
  /** Nothing of ours is at these paths any more, though they are not as they were before us: others edited them too. */
  readonly givenBack?: readonly string[];
  /** Copies of the pair, which a renewal exchanges too: no edit of other hands. */
  readonly copies?: readonly string[];
}

export interface PackagesRecord {
  readonly kind: "packages";
  /** Not installed before: in a `begin` what apt's simulation named, in a `done` what is really new. */
  readonly packages: readonly string[];
  /** There before, and brought to another version along with them; in both as above. */
  readonly upgraded: readonly string[];
  /** Tells of all packages and of every path in /etc as they were before: too much for a line. */
  readonly before: KeptCopy;
  /**
   * Path to fingerprint. In a `begin`: what packages that come had left there at an earlier time.
   * In a `done`: what is new there.
   */
  readonly etc: Readonly<Record<string, string>>;
  /** Services that come with them, as they were before. */
  readonly units: Readonly<Record<string, UnitState>>;
}

/** Bytes in our own folder, 0600. */
export interface KeptCopy {
  /** Relative to the backup folder. */
  readonly backup: string;
  readonly sha256: string;
}

export interface UnitState {
  readonly active: boolean;
  readonly enabled: boolean;
}

export interface UnitRecord extends UnitState {
  readonly kind: "unit";
  readonly unit: string;
  readonly test?: ConfigTest;
  readonly workers?: Workers;
  /** It was started anew although it ran. */
  readonly restart?: true;
}

export interface PortRecord {
  readonly kind: "port";
  readonly manager: FirewallManager;
  readonly port: number;
  readonly family?: 4 | 6;
  /** Whether our own rule was there. */
  readonly open: boolean;
  /** firewalld's zone of then: another one may be the default when it is taken back. */
  readonly zone?: string;
  /** Where our own rule stood, in its chain or, of ufw, in the lists of both families. */
  readonly place?: RulePlace | FamilyPlaces;
  /** Files that the firewall writes by itself when a rule comes, and that were not there. */
  readonly absent?: readonly string[];
}

export interface RulePlace {
  /** Counted from 1. */
  readonly number: number;
  /** The rule right behind it, as the firewall prints it; absent: it stood last. */
  readonly before?: string;
}

/** Of a rule that is meant for both families: its place among the rules of each; absent: that one did not have it. */
export interface FamilyPlaces {
  readonly v4?: RulePlace;
  readonly v6?: RulePlace;
}

/** A certificate that a program keeps in folders of its own. */
export interface FetchedRecord {
  readonly kind: "fetched";
  readonly source: CertificateSourceId;
  /** The program's name for it. */
  readonly lineage: string;
  /** Links to the pair and where they lead; empty: there was none. */
  readonly links: Readonly<Record<string, string>>;
  /** The program kept nothing at all before: what it keeps now is of this run. */
  readonly fresh: boolean;
  /** In a `begin`: text of the file that says how it was renewed before; absent where there was none. */
  readonly renewal?: string;
}

/** A trial that leaves nothing once it has ended; cut off, its program may go on without us. */
export interface RehearsedRecord {
  readonly kind: "rehearsed";
  readonly source: CertificateSourceId;
}

/** A run as the journal tells it. */
export interface Run {
  readonly start: RunRecord;
  readonly steps: readonly RunStep[];
  /** Undefined: it was cut off. */
  readonly outcome: RunOutcome | undefined;
  readonly endedAt: string | undefined;
  /** Set once an undo of it has begun. */
  readonly undo: UndoReason | undefined;
  /** All runs were to go with it. */
  readonly removal: boolean;
}

export interface RunStep {
  readonly begin: BeginRecord;
  /** Undefined: it was cut off in the middle. */
  readonly after: StepRecord | undefined;
  readonly undone: boolean;
  /** Why undo left it. */
  readonly kept: string | undefined;
  /** Undo left it on purpose. */
  readonly spared: boolean;
  /** Where undo put the file that was edited since. */
  readonly aside: string | undefined;
  /** It was cut off before that was told. */
  readonly trying: boolean;
}

/** Folds the journal's lines into runs, oldest first. */
export function runsOf(records: readonly JournalRecord[]): readonly Run[] {
  return records.filter((record) => record.type === "run").map((start) => runOf(start, records));
}

function runOf(start: RunRecord, records: readonly JournalRecord[]): Run {
  const own = records.filter((record) => record.run === start.run);
  // A run that ended and whose undo was cut off is cut off: only an end behind the last undo counts.
  const lastUndo = own.findLastIndex((record) => record.type === "undo");
  const end = own.slice(lastUndo + 1).findLast((record) => record.type === "end");
  const steps = own
    .filter((record) => record.type === "begin")
    .map((begin) => {
      const done = own.find((record) => record.type === "done" && record.step === begin.step);
      const undone = own
        .filter((record) => record.type === "undone")
        .findLast((record) => record.step === begin.step);
      return {
        begin,
        after: done?.type === "done" ? done.after : undefined,
        undone: undone !== undefined,
        kept: undone?.kept,
        spared: undone?.spared === true,
        aside: undone?.aside,
        trying: undone?.trying === true,
      };
    });
  return {
    start,
    steps,
    outcome: end?.outcome,
    endedAt: end?.at,
    undo: own.findLast((record) => record.type === "undo")?.why,
    removal: own.some((record) => record.type === "undo" && record.all === true),
  };
}

/** What no undo has taken back, in the order in which it was done. */
export function standingSteps(run: Run): readonly RunStep[] {
  if (run.outcome === "undone") return [];
  return run.steps.filter((step) => !step.undone || step.kept !== undefined);
}

/** The runs before this one. @param runs of the journal, in the order in which they began */
export function runsBefore({ start }: Run, runs: readonly Run[]): readonly Run[] {
  return runs.slice(
    0,
    runs.findIndex((each) => each.start.run === start.run),
  );
}

/** A run still stands while any of its steps does. */
export function stands(run: Run): boolean {
  return standingSteps(run).length > 0;
}

/** Cut off: it began and never ended, or its undo did not. */
export function isInterrupted(run: Run): boolean {
  return run.outcome === undefined;
}
