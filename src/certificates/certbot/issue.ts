import type { FetchedRecord } from "../../core/journal.ts";
import type { AcmeOrder, IssueCertificate } from "../../core/step.ts";
import type { IssueContext, Issued } from "../source.ts";
import { certonly } from "./arguments.ts";
import { explainFailure } from "./explain.ts";
import { isFresh, lineageLinks } from "./lineage.ts";
import { places } from "./places.ts";
import { checkTokens } from "./token.ts";

/** Milliseconds that an authority may take over an order. */
const patience = 300_000;

/** How certbot fetches the pair: what can be checked is checked first, so that no attempt is wasted. */
export async function orderCertificate(step: IssueCertificate, context: IssueContext): Promise<Issued> {
  const { order } = step;
  if (order === undefined) throw new Error("certbot was asked without an order");
  const { host } = context;
  const before = await lineageLinks(host);
  return {
    fetched: {
      before,
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
  await askTwice(certonly({ names, key, order }, known), context);
  return await lineageLinks(host);
}

/** One more time where the same order may well succeed then; whatever else went wrong would only count as one more failure. */
async function askTwice(argv: readonly string[], { host, onLine, signal }: IssueContext): Promise<void> {
  for (let last = false; ; last = true) {
    const { code, stdout, stderr } = await host.run(argv, {
      timeout: patience,
      onLine,
      ...(signal === undefined ? {} : { signal }),
    });
    if (code === 0) return;
    const { failure, worthRetry } = explainFailure(`${stdout}\n${stderr}`, code);
    if (last || !worthRetry || signal?.aborted === true) throw failure;
    onLine(`${failure.message}; one more try`);
  }
}
