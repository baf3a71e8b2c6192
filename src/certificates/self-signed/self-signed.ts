import { pairFiles } from "../pair-files.ts";
import { timerOutlook } from "../renewal/outlook.ts";
import { renewalUnits } from "../renewal/plan.ts";
import type { CertificateSource } from "../source.ts";
import { ownPair } from "../ssl-folders.ts";
import { issueSelfSigned } from "./issue.ts";
import { planSelfSigned } from "./plan.ts";

/** A certificate that signs itself: no authority, no waiting, and clients that must be told to trust it. */
export const selfSigned: CertificateSource = {
  id: "self-signed",
  title: "self-signed",
  packages: ["openssl"],
  units: renewalUnits,
  pair: () => ownPair,
  plan: planSelfSigned,
  renewal: (_answers, facts, present) => timerOutlook(facts, present),
  issue: async (step, context) => pairFiles(step, await issueSelfSigned(step, context)),
};
