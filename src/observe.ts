import { sourceById } from "./certificates/index.ts";
import type { Answers } from "./core/answers.ts";
import type { EditDecision } from "./core/edited-files.ts";
import type { Facts, Installation } from "./core/facts.ts";
import { type Plan, plan, planRotation } from "./core/plan.ts";
import { folderOf, pathsOf } from "./core/stale.ts";
import type { Environment } from "./environment.ts";
import type { Host } from "./host/host.ts";
import { plannersFor } from "./planners.ts";
import { probeCertificate } from "./probe/certificate.ts";
import { probeCopies } from "./probe/copies.ts";
import { probeFiles } from "./probe/files.ts";
import { probeLeft } from "./probe/left.ts";
import { probe } from "./probe/probe.ts";
import { probeServed } from "./probe/served.ts";
import { proxyById } from "./proxies/index.ts";

/** What kind of plan is wanted. */
export interface PlanOptions {
  /** `rotate`: the steps of a new certificate alone. */
  readonly verb?: "apply" | "rotate";
  /** The operator allows a restart of a proxy that runs already. */
  readonly mayRestart?: boolean;
  /** What the operator said of files that other hands edited. */
  readonly decisions?: readonly EditDecision[];
}

export interface Observed {
  readonly facts: Facts;
  readonly plan: Plan;
}

/**
 * Looks at the box and plans. The first plan tells which paths matter; a second look at those makes the plan
 * that counts. (Which paths a plan names never depends on what is in them.)
 */
export async function observe(
  environment: Environment,
  answers: Answers,
  installation: Installation | undefined,
  { verb = "apply", mayRestart = false, decisions = [] }: PlanOptions = {},
): Promise<Observed> {
  const { host, proxies, sources, services } = environment;
  const proxy = proxyById(answers.proxy, proxies);
  const source = sourceById(answers.certificate.source, sources);
  // Every proxy's, so that it can be told whether apt has its lists at all.
  const packages = [...proxies.flatMap((each) => each.packages), ...source.packages];
  const units = [
    ...new Set([proxy.unit, ...(source.units ?? []), ...Object.keys(installation?.units ?? {})]),
  ];
  const first = await probe(host, {
    answers,
    packages,
    units,
    services,
    proxies: [proxy],
    sources: [{ id: source.id, probe: async () => await source.probe?.(host, answers) }],
    ...(installation && { installation }),
  });
  const build = verb === "apply" ? plan : planRotation;
  // The whole plan tells which paths matter, also for a rotation: it lists what it leaves.
  const draft = plan(answers, first, plannersFor(environment, answers, first));
  const pairs = pairsOf(environment, answers, first);
  const facts = {
    ...(await lookCloser(host, first, draft, pairs)),
    copies: await probeCopies(host, proxy.copies ?? [], pairs),
    ...(await servedNow(environment, installation)),
  };
  const planners = { ...plannersFor(environment, answers, facts, mayRestart), decisions };
  return { facts, plan: build(answers, facts, planners) };
}

/** The pair that is wanted, the one that an earlier run made the proxy serve, and what a backend is held to. */
function pairsOf({ sources }: Environment, answers: Answers, facts: Facts): readonly Pair[] {
  const all = [answers, ...(facts.installation === undefined ? [] : [facts.installation.answers])];
  const served = all.flatMap((each) => {
    const source = sources.find(({ id }) => id === each.certificate.source);
    return source === undefined ? [] : [source.pair(each)];
  });
  const { backendCertificate: pinned } = answers;
  // Its key is the backend's affair.
  return pinned === undefined ? served : [...served, { certificateFile: pinned, keyFile: pinned }];
}

/** What clients are shown at present, where an earlier run set an endpoint up. */
async function servedNow(
  { host, ports }: Environment,
  installation: Installation | undefined,
): Promise<Pick<Facts, "served">> {
  const name = installation?.answers.names[0];
  const served = name === undefined ? undefined : await probeServed(host, name, ports.https);
  return served === undefined ? {} : { served };
}

type Pair = { readonly certificateFile: string; readonly keyFile: string };

async function lookCloser(host: Host, first: Facts, draft: Plan, pairs: readonly Pair[]): Promise<Facts> {
  const owned = new Set(Object.keys(first.installation?.paths ?? {}));
  const paths = [...draft.steps.flatMap(pathsOf), ...owned, ...Array.from(owned, folderOf)];
  // A step that restores or issues may stand for a key: only what is written as text is read as text.
  const texts = [
    ...draft.steps.flatMap((step) => ("content" in step || "edits" in step ? [step.path] : [])),
    ...Object.entries(first.installation?.paths ?? {}).flatMap(([path, { reverse }]) =>
      reverse === undefined ? [] : [path],
    ),
  ];
  const certificates: Record<string, NonNullable<Awaited<ReturnType<typeof probeCertificate>>>> = {};
  for (const { certificateFile, keyFile } of pairs) {
    // A pinned file may be the endpoint's own certificate, whose key was looked at before.
    if (certificates[certificateFile] !== undefined) continue;
    const seen = await probeCertificate(host, certificateFile, keyFile);
    if (seen !== undefined) certificates[certificateFile] = seen;
  }
  const seen = await probeFiles(host, paths, { texts: new Set(texts), folders: owned });
  const files = { ...first.files, ...seen };
  return { ...first, files, certificates, left: await probeLeft(host, files, first.installation) };
}
