import { parseAnswers } from "../../core/answers-schema.ts";
import type { Facts, Installation } from "../../core/facts.ts";
import type { Environment } from "../../environment.ts";
import { probe } from "../../probe/probe.ts";
import { proxyById } from "../../proxies/index.ts";
import { proxyChoices, sourceChoices } from "../choices.ts";
import type { FoundBackend, PreflightRow } from "../context.ts";
import { emptyDraft } from "../draft.ts";
import type { WizardEvent } from "../events.ts";
import { aptUserAmong, type OwnProxy, preflightRows, unseenRows } from "../preflight-rows.ts";
import { searchBackends } from "./search-backends.ts";
import { suggestName } from "./suggest-name.ts";

/** Before anything was answered a source sees what there is for any answers. */
const unanswered = parseAnswers({ backend: emptyDraft.backend, names: ["localhost"] });

type Send = (event: WizardEvent) => void;

/** Looks at the box for the first screen and tells what is found as it comes. @returns what was seen */
export async function lookAtBox(
  environment: Environment,
  installation: Installation | undefined,
  send: Send,
): Promise<Facts> {
  const { host, proxies, sources, services } = environment;
  send({ type: "PREFLIGHT", rows: unseenRows });
  const packages = [...proxies, ...sources].flatMap((plugin) => plugin.packages);
  const units = proxies.map((proxy) => proxy.unit);
  const [facts, busy] = await Promise.all([
    probe(host, {
      packages,
      units,
      services,
      sources: sources.map((source) => ({
        id: source.id,
        probe: async () => await source.probe?.(host, installation?.answers ?? unanswered),
      })),
      ...(installation && { installation }),
    }),
    aptUser(environment),
  ]);
  const shown = { own: ownProxy(environment, installation), aptBusyWith: busy };
  const rows = (backend: Pick<PreflightRow, "state" | "text">) => preflightRows(facts, backend, shown);
  send({ type: "PREFLIGHT", rows: rows({ state: "checking", text: "trying what listens here" }) });
  send({ type: "FACTS", facts, proxies: proxyChoices(proxies, facts), sources: sourceChoices(sources) });
  suggestFirst(environment, facts, send);
  const [found, name] = await Promise.all([
    searchBackends(host, facts, (backends) => send({ type: "BACKENDS", backends, searched: false })),
    suggestName(host, facts),
  ]);
  send({ type: "BACKENDS", backends: found, searched: true });
  const [best] = found;
  send({ type: "SUGGEST", patch: { names: name, ...(best === undefined ? {} : { backend: best.url }) } });
  send({ type: "PREFLIGHT", rows: rows(backendRow(found)) });
  return facts;
}

/** None of an endpoint that is half there: what holds its ports may be another's by now. */
function ownProxy({ proxies }: Environment, installation: Installation | undefined): OwnProxy | undefined {
  if (installation === undefined || installation.unfinished !== undefined) return undefined;
  return proxyById(installation.answers.proxy, proxies);
}

/** What can be marked before the slower looks have ended. */
function suggestFirst({ proxies }: Environment, facts: Facts, send: Send): void {
  const [proxy] = proxyChoices(proxies, facts).filter(({ unfit }) => unfit === undefined);
  if (proxy !== undefined) send({ type: "SUGGEST", patch: { proxy: proxy.id } });
}

function backendRow(found: readonly FoundBackend[]): Pick<PreflightRow, "state" | "text"> {
  const [best] = found;
  if (best === undefined) return { state: "warning", text: "no WebSocket server found; you can name one" };
  const more = found.length > 1 ? `, and ${found.length - 1} more` : "";
  return { state: "ok", text: `${best.facts?.label} at ${best.url}${more}` };
}

async function aptUser({ host }: Environment): Promise<string | undefined> {
  const { stdout } = await host.run(["ps", "-eo", "comm="], { timeout: 5_000 });
  return aptUserAmong(stdout.split("\n").map((name) => name.trim()));
}
