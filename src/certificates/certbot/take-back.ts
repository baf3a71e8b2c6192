import type { FetchedRecord } from "../../core/journal.ts";
import type { TakeBackContext } from "../source.ts";
import { clearBookkeeping, deleteLineage, lineageLinks, pointBack } from "./lineage.ts";
import { probeCertbot } from "./probe.ts";

/**
 * Back to the pair of before; a lineage that was not there goes, but only when the operator asks for it. A run that
 * failed keeps what was issued: an authority gives out only so many, and the next run takes this one up. Where nothing
 * was, certbot's account and requests would be files of its own, for which the package could not go either.
 */
export async function takeBackLineage(
  before: FetchedRecord,
  after: FetchedRecord | undefined,
  { host, why, onLine }: TakeBackContext,
): Promise<string | undefined> {
  const now = await lineageLinks(host);
  if (Object.keys(before.links).length > 0) {
    if (after !== undefined && !sameLinks(now, after.links)) {
      return `the certificate ${before.lineage} was renewed since and is left as it is`;
    }
    await pointBack(host, before.links);
    return undefined;
  }
  if (why !== "request") {
    if (Object.keys(now).length > 0)
      onLine("The certificate that was issued is kept: the next run takes it up.");
    else if (before.fresh) await clearBookkeeping(host);
    return undefined;
  }
  const { program } = await probeCertbot(host);
  const kept = await deleteLineage(host, program);
  if (kept === undefined && before.fresh) await clearBookkeeping(host);
  return kept;
}

function sameLinks(one: FetchedRecord["links"], other: FetchedRecord["links"]): boolean {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...paths].every((path) => one[path] === other[path]);
}
