import { restartWaits } from "../core/plan-findings.ts";
import type { WizardContext } from "./context.ts";

/**
 * Where something waits for a restart of a proxy that runs, the operator may allow it, and take that back.
 * @returns what may be chosen; undefined where nothing waits
 */
export function restartOffer({
  preview,
  mayRestart,
}: Pick<WizardContext, "preview" | "mayRestart">): { readonly allow: boolean } | undefined {
  const waits = preview?.plan.warnings.some(({ id }) => id === restartWaits) === true;
  return waits || mayRestart ? { allow: !mayRestart } : undefined;
}
