import { sourceById } from "./certificates/index.ts";
import { daysLeft, isIn } from "./certificates/lifetime.ts";
import type { Answers } from "./core/answers.ts";
import { endpointUrls } from "./core/endpoint-url.ts";
import type { CertificateFacts, Facts, Installation, Unfinished } from "./core/facts.ts";
import { identicalPath } from "./core/installation.ts";
import { reloadCloses } from "./core/plan-findings.ts";
import type { Verify } from "./core/step.ts";
import { waitingSince } from "./core/waiting-restart.ts";
import type { Environment } from "./environment.ts";
import type { Host } from "./host/host.ts";
import { observePath } from "./interpreters/apply/path-record.ts";
import { observe } from "./observe.ts";
import { proxyById } from "./proxies/index.ts";
import type { Check } from "./verify/check.ts";
import { proveEndpoint } from "./verify/prove-endpoint.ts";

export interface Status {
  readonly ok: boolean;
  readonly endpoints: readonly string[];
  readonly proxy: string;
  readonly daysLeft: number | undefined;
  readonly checks: readonly Check[];
  /** A reload closes open connections, and so does a new certificate. */
  readonly reloadCloses?: true;
}

/** Looks at what is set up and proves the endpoint anew, where it is no unfinished job; changes nothing. */
export async function readStatus(environment: Environment, installation: Installation): Promise<Status> {
  const { answers, unfinished } = installation;
  const { host, ports } = environment;
  const endpoint = { endpoints: endpointUrls(answers.names, ports), proxy: answers.proxy };
  if (unfinished !== undefined)
    return { ...endpoint, ok: false, daysLeft: undefined, checks: [unfinishedCheck(unfinished)] };
  const { facts, plan } = await observe(environment, answers, installation);
  const verify = plan.steps.find((step): step is Verify => step.kind === "Verify");
  const { certificateFile } = sourceById(answers.certificate.source, environment.sources).pair(answers);
  const certificate = facts.certificates[certificateFile];
  const options = { addresses: facts.addresses, httpsPort: ports.https, httpPort: ports.http };
  // Whose fault it is matters to a run, which takes back its own only; here it does not: no client gets through.
  const wanted = verify && { ...verify, backendWasDown: false };
  const proof = wanted === undefined ? [] : (await proveEndpoint(host, wanted, options)).checks;
  const checks = [
    certificateCheck(certificate, facts),
    ...renewalCheck(environment, answers, facts, certificate),
    await filesCheck(host, installation),
    ...restartCheck(facts, proxyById(answers.proxy, environment.proxies).unit),
    ...proof,
  ];
  return {
    ok: checks.every(({ status }) => status !== "failed"),
    ...endpoint,
    daysLeft: certificate && daysLeft(certificate, facts.now),
    checks,
    ...(plan.warnings.some(({ id }) => id === reloadCloses) ? { reloadCloses: true } : {}),
  };
}

/** Nothing else is looked at then: what is missing is not for want of a cure of its own. */
export function unfinishedCheck({ told, next }: Unfinished): Check {
  return { id: "unfinished", title: "Unfinished", status: "failed", seen: told, fix: next };
}

/** How long what is on the disk lasts. */
export function certificateCheck(
  certificate: CertificateFacts | undefined,
  { now }: Pick<Facts, "now">,
): Check {
  const base = { id: "certificate", title: "Certificate" } as const;
  if (certificate === undefined) {
    return {
      ...base,
      status: "failed",
      seen: "it is missing or cannot be read",
      fix: "wss-setup rotate --yes",
    };
  }
  const days = daysLeft(certificate, now);
  const seen = `${certificate.selfSigned ? "self-signed" : certificate.issuer}, ${days} days left`;
  if (days < 0) return { ...base, status: "failed", seen, fix: "wss-setup rotate --yes" };
  return isIn("late", certificate, now)
    ? { ...base, status: "warning", seen, fix: "wss-setup rotate --yes" }
    : { ...base, status: "ok", seen };
}

/** Whether there will be a new one in time. */
function renewalCheck(
  { sources }: Environment,
  answers: Answers,
  facts: Facts,
  certificate: CertificateFacts | undefined,
): readonly Check[] {
  if (certificate === undefined) return [];
  const source = sourceById(answers.certificate.source, sources);
  return [{ id: "renewal", title: "Renewal", ...source.renewal(answers, facts, certificate) }];
}

/** What an earlier run changed, and the proxy has not taken up yet. */
export function restartCheck(facts: Facts, unit: string): readonly Check[] {
  const why = waitingSince(facts, unit);
  if (why === undefined) return [];
  return [
    {
      id: "restart",
      title: "Restart",
      status: "warning",
      seen: "one waits for your word; it closes open connections",
      cause: why,
      fix: `systemctl restart ${unit}`,
    },
  ];
}

async function filesCheck(host: Host, installation: Installation): Promise<Check> {
  const edited: string[] = [];
  for (const [path, { after, operatorMayEdit }] of Object.entries(installation.paths)) {
    if (!operatorMayEdit && !identicalPath(await observePath(host, path), after)) edited.push(path);
  }
  const base = { id: "files", title: "Files" } as const;
  if (edited.length === 0) return { ...base, status: "ok", seen: "all as wss-setup left them" };
  return {
    ...base,
    status: "warning",
    seen: `edited since: ${edited.join(", ")}`,
    fix: "wss-setup plan -a /etc/wss-setup/answers.yaml",
  };
}
