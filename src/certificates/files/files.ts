import type { CertificateSource } from "../source.ts";
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
  issue: () => Promise.reject(new Error("the source files has nothing to issue")),
};
