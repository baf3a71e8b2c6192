import type { CertificateSource, RenewalOutlook } from "../source.ts";
import { filesPair, planFiles } from "./plan.ts";
import { probeFilesOf } from "./probe.ts";

/** A certificate and key that the operator has: used where they are, never copied and never touched. */
export const files: CertificateSource = {
  id: "files",
  title: "your own files",
  packages: [],
  probe: probeFilesOf,
  pair: filesPair,
  plan: planFiles,
  renewal: (_answers, _facts, daysLeft) => filesOutlook(daysLeft),
  issue: () => Promise.reject(new Error("the source files has nothing to issue")),
};

/** Nobody here can make a new one. */
function filesOutlook(daysLeft: number): RenewalOutlook {
  if (daysLeft >= 30) return { status: "ok", seen: "by you: replace the files, then wss-setup rotate" };
  return {
    status: "warning",
    seen: "by you, and soon",
    fix: "replace the files, then: wss-setup rotate --yes",
  };
}
