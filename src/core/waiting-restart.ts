import type { Facts } from "./facts.ts";
import type { Plan, Planners } from "./plan.ts";

/** What a service takes up only when it is started anew, which the run that changed it did not do. */
export interface WaitingRestart {
  readonly unit: string;
  /** One sentence. */
  readonly why: string;
  /** Of the unit when the run began: another one by now tells that it was started anew since, by whomever. */
  readonly invocation: string;
}

/** Why a unit still has to be started anew since an earlier run; undefined where it has not, or does not run. Pure. */
export function waitingSince({ units, installation }: Facts, unit: string): string | undefined {
  const { active, invocation } = units[unit] ?? {};
  if (active !== true) return undefined;
  return installation?.restarts?.findLast((each) => each.unit === unit && each.invocation === invocation)
    ?.why;
}

/** What a run is to note of what only a restart brings, so that it is not forgotten. Pure. */
export function waitsAfter(
  { units }: Facts,
  { mayRestart, proxy: { unit } }: Planners,
  why: string | undefined,
): Pick<Plan, "waits"> {
  const { active, invocation } = units[unit] ?? {};
  if (why === undefined || mayRestart || active !== true || invocation === undefined) return {};
  return { waits: { unit, why, invocation } };
}
