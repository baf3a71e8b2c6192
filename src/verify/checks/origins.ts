import type { Check } from "../check.ts";
import { reload } from "../fixes.ts";
import type { Proof } from "../proof.ts";
import { explainUpgrade } from "../upgrade-causes.ts";
import type { Wire } from "../wire.ts";
import { answerOf, foreignName } from "./unknown-names.ts";

/** Pages of other sites are refused with 403, a page of the list passes. */
export async function checkOrigins(proof: Proof, allowed: string, wire: Wire): Promise<Check> {
  const base = { id: "origins", title: "Web pages" };
  const origin = `https://${foreignName()}`;
  const foreign = await wire.webSocket({ ...proof.backends.upgrade, origin });
  if (foreign.outcome === "opened") await foreign.connection.close();
  if (foreign.outcome !== "refused" || foreign.status !== 403) {
    const got = answerOf(foreign);
    return {
      ...base,
      status: "failed",
      fault: "setup",
      seen: `a page of ${origin} got ${got}, not 403`,
      cause: "The list of allowed pages is not in force.",
      fix: reload(proof.step.proxy),
    };
  }
  const ours = await wire.webSocket({ ...proof.backends.upgrade, origin: allowed });
  if (ours.outcome !== "opened") {
    const explained = await explainUpgrade(proof, ours);
    return { ...base, ...explained, seen: `a page of ${allowed} does not get through: ${explained.seen}` };
  }
  await ours.connection.close();
  return { ...base, status: "ok", seen: `${allowed} passes, others get 403` };
}
