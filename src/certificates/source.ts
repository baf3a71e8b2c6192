import type { Answers, CertificateSourceId } from "../core/answers.ts";
import type { CertificateFacts, Facts } from "../core/facts.ts";
import type { Problem, Warning } from "../core/finding.ts";
import type { FetchedRecord, Spared, UndoReason } from "../core/journal.ts";
import type { ConfigTest, IssueCertificate, Step } from "../core/step.ts";
import type { Host } from "../host/host.ts";

/** A way to come by a certificate. One folder and one line in `index.ts`. */
export interface CertificateSource {
  readonly id: CertificateSourceId;
  readonly title: string;
  /** Debian packages that it needs. */
  readonly packages: readonly string[];
  /** Units whose state the plan has to know. */
  readonly units?: readonly string[];
  /** What stays on the box, on purpose, once another source takes over. */
  readonly farewell?: Warning;
  /** Paths of ours that stay then, with all below them, for a way back. */
  readonly keeps?: readonly string[];
  /** Folder in /etc in which a program keeps what it fetched. */
  readonly keepsIn?: string;
  /** Looks, changes nothing; the result is `facts.sources[id]`. Left out where the pair itself tells all. */
  probe?(host: Host, answers: Answers): Promise<unknown>;
  /** Pure: where the files of the pair are for these answers. */
  pair(answers: Answers): PairFiles;
  /** Pure: where the files will be and the steps that put them there. */
  plan(input: SourceInput): SourcePlan;
  /** Pure: whether the pair that is there will be replaced in time, and by whom. */
  renewal(answers: Answers, facts: Facts, present: CertificateFacts): RenewalOutlook;
  /** Makes the pair that an `IssueCertificate` step asks for, or says how a program fetches it; changes nothing itself. */
  issue(step: IssueCertificate, context: IssueContext): Promise<Issued>;
  /**
   * Takes back what a program fetched; `after` is undefined when it was cut off.
   * @returns why something stays, be it on purpose, or undefined
   */
  takeBack?(
    record: FetchedRecord,
    after: FetchedRecord | undefined,
    context: TakeBackContext,
  ): Promise<string | Spared | undefined>;
  /** Waits until a trial that was cut off has ended, and clears away what it left; certificates stay as they are. */
  settle?(context: TakeBackContext): Promise<void>;
}

export interface RenewalOutlook {
  readonly status: "ok" | "warning" | "failed";
  readonly seen: string;
  /** The one command or act that helps. */
  readonly fix?: string;
}

export interface SourceInput {
  readonly answers: Answers;
  readonly facts: Facts;
  /** Ask for a new pair even though the present one still fits. */
  readonly rotate: boolean;
  readonly serving: Serving;
}

/** How whoever serves the pair takes up a new one. */
export interface Serving {
  /** Left out where a reload tests the configuration by itself. */
  readonly test?: ConfigTest;
  /** The argv of a reload. */
  readonly reload: readonly string[];
  /** Copies of the pair that it reads instead, made anew before its test. */
  readonly copies?: RenewedCopies;
  /** It only passes challenges on to whoever asks for a certificate, and serves no folder. */
  readonly challenges?: "passed-on";
  /** Where it answers plain HTTP, an authority's challenges among it. */
  readonly httpPort: number;
}

/** How a renewal makes a proxy's copies of the pair anew. */
export interface RenewedCopies {
  /** Argv of what makes them. */
  readonly make: readonly string[];
  readonly files: readonly string[];
}

/** Absolute paths. */
export interface PairFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface SourcePlan extends PairFiles {
  /** Those of its packages that are needed here; all when not said. */
  readonly packages?: readonly string[];
  readonly steps: readonly Step[];
  /** What has to wait until the proxy serves the pair. */
  readonly afterwards?: readonly Step[];
  /** Other hands change what is in the files: whoever serves them takes them up anew, though no step writes them. */
  readonly loadAnew?: boolean;
  /** An authority looks at port 80 first: the proxy answers there, or the program that asks. */
  readonly challenge?: "through-proxy" | "on-port-80";
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export interface IssueContext {
  readonly host: Host;
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly secrets?: Secrets;
}

/** What the operator typed and nobody writes down. */
export interface Secrets {
  readonly caPassphrase?: string;
}

/** A pair in PEM. */
export interface IssuedPair {
  /** Leaf first. */
  readonly certificate: string;
  /** PKCS#8 or the traditional form. */
  readonly key: string;
}

/** Bytes that the caller journals, backs up and writes, or something that a program fetches. */
export type Issued = { readonly files: readonly IssuedFile[] } | { readonly fetched: Fetched };

export interface IssuedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permission bits from the first instant. */
  readonly mode: number;
}

/** A pair that a program keeps in its own folders. */
export interface Fetched {
  /** Where its present links lead; what the journal keeps. */
  readonly before: FetchedRecord["links"];
  readonly lineage: string;
  /** Text of the file that says how it is renewed at present; absent where there is none. */
  readonly renewal?: string;
  /** The program had nothing of ours or of anybody before. */
  readonly fresh: boolean;
  /** Runs the program. @returns where the links lead now. @throws Failure with what it said, explained */
  fetch(): Promise<FetchedRecord["links"]>;
}

export interface TakeBackContext {
  readonly host: Host;
  readonly why: UndoReason;
  readonly onLine: (line: string) => void;
}
