import type { Answers, CertificateSourceId } from "../core/answers.ts";
import type { Facts } from "../core/facts.ts";
import type { Problem, Warning } from "../core/finding.ts";
import type { IssueCertificate, Step } from "../core/step.ts";
import type { Host } from "../host/host.ts";

/** A way to come by a certificate. One folder and one line in `index.ts`. */
export interface CertificateSource {
  readonly id: CertificateSourceId;
  readonly title: string;
  /** Debian packages that it needs. */
  readonly packages: readonly string[];
  /** Pure: where the files will be and the steps that put them there. */
  plan(input: SourceInput): SourcePlan;
  /**
   * Makes or fetches the pair that an `IssueCertificate` step asks for. It returns the bytes and writes nothing:
   * the caller journals, backs up and writes (the key 0600 from the first instant).
   */
  issue(step: IssueCertificate, context: IssueContext): Promise<IssuedPair>;
}

export interface SourceInput {
  readonly answers: Answers;
  readonly facts: Facts;
  /** Ask for a new pair even though the present one still fits. */
  readonly rotate: boolean;
}

export interface SourcePlan {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

export interface IssueContext {
  readonly host: Host;
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface IssuedPair {
  /** PEM, leaf first. */
  readonly certificate: string;
  /** PEM, PKCS#8 or the traditional form. */
  readonly key: string;
}
