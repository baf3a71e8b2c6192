import type { Answers } from "../../core/answers.ts";
import type { CertificateFacts, Facts } from "../../core/facts.ts";
import { applyAgain } from "../../core/paths.ts";
import { isIn } from "../lifetime.ts";
import { timerOutlook } from "../renewal/outlook.ts";
import type { RenewalOutlook } from "../source.ts";
import { ownCaFacts } from "./own-ca-facts.ts";
import { bringRootBack, places } from "./places.ts";

/** The timer signs by itself only with a key that lies open; otherwise somebody has to come in time. */
export function ownCaOutlook(
  { certificate }: Answers,
  facts: Facts,
  present: CertificateFacts,
): RenewalOutlook {
  const { root, loneKey } = ownCaFacts(facts);
  if (root === undefined) {
    const fix = loneKey === true ? bringRootBack : applyAgain;
    return { status: "failed", seen: "the root is gone, and nothing can be signed", fix };
  }
  const offline = certificate.source === "own-ca" && certificate.caKey === "offline";
  if (offline && root.keyPresent) {
    return {
      status: "warning",
      seen: "the root's key still lies on this box",
      fix: `carry ${places.key} away, then: rm ${places.key}`,
    };
  }
  if (root.keyPresent && !root.protected) return timerOutlook(facts, present);
  const seen = root.keyPresent
    ? "by hand: the root's key needs its passphrase"
    : "by hand: the root's key is not on this box";
  if (!isIn("byHand", present, facts.now)) return { status: "ok", seen };
  const fix = root.keyPresent
    ? "wss-setup rotate --ca-passphrase-file PATH --yes"
    : `bring ${places.key} back, then: wss-setup rotate --ca-passphrase-file PATH --yes`;
  return { status: "warning", seen, fix };
}
