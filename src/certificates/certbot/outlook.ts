import type { Answers } from "../../core/answers.ts";
import type { Facts } from "../../core/facts.ts";
import type { RenewalOutlook } from "../source.ts";
import { certbotFacts } from "./certbot-facts.ts";

/** Of the package and of the snap. */
export const certbotTimers = ["certbot.timer", "snap.certbot.renew.timer"];

/** Fewer days than this: certbot renews a month before the end, and has failed since. */
const lateDays = 21;

/** certbot's own timer renews; without systemd its package has cron(8) do it. */
export function certbotOutlook(_: Answers, facts: Facts, daysLeft: number): RenewalOutlook {
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
  // What lasts for days alone is renewed within its last third.
  if (daysLeft < lateDays && renewal.preferred_profile === undefined) {
    return {
      status: "warning",
      seen: "certbot should have renewed it by now",
      fix: "certbot renew --cert-name wss-setup --dry-run",
    };
  }
  return { status: "ok", seen: "by certbot, a month before its end" };
}
