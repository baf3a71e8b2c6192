import type { Answers } from "../../core/answers.ts";
import type { CertificateFacts, Facts } from "../../core/facts.ts";
import { isIn } from "../lifetime.ts";
import type { RenewalOutlook } from "../source.ts";
import { certbotFacts } from "./certbot-facts.ts";

/** Of the package and of the snap. */
export const certbotTimers = ["certbot.timer", "snap.certbot.renew.timer"];

/** certbot's own timer renews; without systemd its package has cron(8) do it. */
export function certbotOutlook(_: Answers, facts: Facts, present: CertificateFacts): RenewalOutlook {
  const { renewal } = certbotFacts(facts);
  if (renewal === undefined) {
    return { status: "failed", seen: "certbot has no record of it", fix: "wss-setup rotate --yes" };
  }
  const runs = certbotTimers.some((timer) => facts.units[timer]?.active === true);
  if (facts.init === "systemd" && !runs) {
    return {
      status: "failed",
      seen: "certbot's timer does not run",
      fix: "systemctl enable --now certbot.timer",
    };
  }
  if (isIn("late", present, facts.now)) {
    return {
      status: "warning",
      seen: "certbot should have renewed it by now",
      fix: "certbot renew --cert-name wss-setup --dry-run",
    };
  }
  return { status: "ok", seen: "by certbot, in the last third of its life" };
}
