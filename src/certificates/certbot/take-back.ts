import type { FetchedRecord, Spared } from "../../core/journal.ts";
import type { TakeBackContext } from "../source.ts";
import {
  bringBack,
  clearBookkeeping,
  clearRuins,
  clearUnfinished,
  deleteLineage,
  isWhole,
  leadTo,
} from "./lineage.ts";
import { places } from "./places.ts";
import { probeCertbot } from "./probe.ts";
import { settleCertbot } from "./settle.ts";

/**
 * Back to the pair of before; a lineage that was not there goes, but only when the operator asks for it. A run that
 * failed keeps what was issued: an authority gives out only so many, and the next run takes this one up. Where nothing
 * was, certbot's account and requests would be files of its own, for which the package could not go either.
 */
export async function takeBackLineage(
  before: FetchedRecord,
  after: FetchedRecord | undefined,
  context: TakeBackContext,
): Promise<string | Spared | undefined> {
  const { host, why } = context;
  await settleCertbot(context);
  await clearUnfinished(host);
  if (Object.keys(before.links).length > 0) {
    if (after !== undefined && !(await leadTo(host, before.links, after.links))) {
      // What certbot renewed since is newer than both: there is nothing to go back to, and an earlier run has it still.
      if (why === "request") return undefined;
      return `the certificate ${before.lineage} was renewed or removed since and is left as it is`;
    }
    const kept = await bringBack(host, before.links);
    if (kept === undefined && before.renewal !== undefined)
      await host.writeFile(places.renewal, before.renewal, { mode: 0o644 });
    return kept;
  }
  if (why !== "request") {
    if (await isWhole(host))
      return { spared: "The certificate that was issued is kept: the next run takes it up" };
    await clearRuins(host);
    if (before.fresh) await clearBookkeeping(host);
    return undefined;
  }
  const { program } = await probeCertbot(host);
  const kept = await deleteLineage(host, program);
  if (kept === undefined && before.fresh) await clearBookkeeping(host);
  return kept;
}
