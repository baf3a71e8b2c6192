import { exitCode, Failure } from "../../core/errors.ts";
import type { ProofReport } from "../../verify/check.ts";

/** The endpoint could not be proven; the report says whose fault it is. */
export class ProofFailure extends Failure {
  readonly report: ProofReport;

  constructor(report: ProofReport) {
    const failed = report.checks.find((check) => check.status === "failed");
    super(`${failed?.title}: ${failed?.cause ?? failed?.seen}`, {
      kind: "outside",
      exitCode: exitCode.failedAndRolledBack,
      ...(failed?.seen === undefined ? {} : { said: failed.seen }),
      ...(failed?.fix === undefined ? {} : { next: failed.fix }),
    });
    this.report = report;
  }
}
