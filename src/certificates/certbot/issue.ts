import type { FetchedRecord } from "../../core/journal.ts";
import type { AcmeOrder, IssueCertificate } from "../../core/step.ts";
import type { IssueContext, Issued } from "../source.ts";
import { certonly } from "./arguments.ts";
import { keepAsking } from "./keep-asking.ts";
import { isFresh, lineageLinks } from "./lineage.ts";
import { places } from "./places.ts";
import { checkTokens } from "./token.ts";

/** How certbot fetches the pair: what can be checked is checked first, so that no attempt is wasted. */
export async function orderCertificate(step: IssueCertificate, context: IssueContext): Promise<Issued> {
  const { order } = step;
  if (order === undefined) throw new Error("certbot was asked without an order");
  const { host } = context;
  const before = await lineageLinks(host);
  const renewal = (await host.readFile(places.renewal))?.toString("utf8");
  return {
    fetched: {
      before,
      ...(renewal === undefined ? {} : { renewal }),
      lineage: places.lineage,
      fresh: await isFresh(host),
      fetch: () => fetchPair(step, order, Object.keys(before).length > 0, context),
    },
  };
}

async function fetchPair(
  { names, key }: IssueCertificate,
  order: AcmeOrder,
  known: boolean,
  context: IssueContext,
): Promise<FetchedRecord["links"]> {
  const { host, onLine } = context;
  if (order.webroot !== undefined) {
    const { webroot, own, lookedForOn: port } = order;
    await checkTokens({ host, names, webroot, own, onLine, ...(port === undefined ? {} : { port }) });
  }
  await keepAsking(certonly({ names, key, order }, known), context);
  return await lineageLinks(host);
}
