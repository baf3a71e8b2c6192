import type { CertificateFacts, Facts } from "../../core/facts.ts";
import { isIn } from "../lifetime.ts";
import type { RenewalOutlook } from "../source.ts";
import { renewalUnits } from "./plan.ts";

/** Whether the timer that renews pairs made here will come round. */
export function timerOutlook(
  { now, init, units }: Pick<Facts, "now" | "init" | "units">,
  present: CertificateFacts,
): RenewalOutlook {
  const [timer] = renewalUnits;
  if (init !== "systemd") {
    return isIn("renewal", present, now)
      ? { status: "warning", seen: "nothing renews it by itself here", fix: "wss-setup rotate --yes" }
      : { status: "ok", seen: "by hand: systemd does not run here" };
  }
  const state = units[timer];
  return state?.active === true && state.enabled
    ? { status: "ok", seen: "by a timer, a month before its end" }
    : { status: "failed", seen: "its timer does not run", fix: `systemctl enable --now ${timer}` };
}
