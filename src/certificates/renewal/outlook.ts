import type { Facts } from "../../core/facts.ts";
import type { RenewalOutlook } from "../source.ts";
import { renewalUnits } from "./plan.ts";

/** Whether the timer that renews pairs made here will come round. */
export function timerOutlook(
  { init, units }: Pick<Facts, "init" | "units">,
  daysLeft: number,
): RenewalOutlook {
  const [timer] = renewalUnits;
  if (init !== "systemd") {
    return daysLeft < 30
      ? { status: "warning", seen: "nothing renews it by itself here", fix: "wss-setup rotate --yes" }
      : { status: "ok", seen: "by hand: systemd does not run here" };
  }
  const state = units[timer];
  return state?.active === true && state.enabled
    ? { status: "ok", seen: "by a timer, a month before its end" }
    : { status: "failed", seen: "its timer does not run", fix: `systemctl enable --now ${timer}` };
}
