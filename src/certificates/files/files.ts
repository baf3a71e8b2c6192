import { isIn } from "../lifetime.ts";
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
  renewal: (_answers, { now }, present) => filesOutlook(isIn("renewal", present, now)),
  issue: () => Promise.reject(new Error("the source files has nothing to issue")),
};

/** Nobody here can make a new one. */
function filesOutlook(soon: boolean): RenewalOutlook {
  if (!soon) return { status: "ok", seen: "by you: replace the files, then wss-setup rotate" };
  return {
    status: "warning",
    seen: "by you, and soon",
    fix: "replace the files, then: wss-setup rotate --yes",
  };
}
