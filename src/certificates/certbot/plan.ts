import type { Answers, CertificateAnswers } from "../../core/answers.ts";
import { atLeast } from "../../core/at-least.ts";
import { createDirectory, writeFile } from "../../core/build-step.ts";
import { standardPorts } from "../../core/endpoint-ports.ts";
import type { CertificateFacts, Facts } from "../../core/facts.ts";
import type { Problem, Warning } from "../../core/finding.ts";
import { isPrivateAddress } from "../../core/network.ts";
import { challengePort, challengeRoot } from "../../core/paths.ts";
import type { AcmeOrder, Action, IssueCertificate, RehearseRenewal, Step } from "../../core/step.ts";
import { isAddress } from "../../core/validate/address.ts";
import { daysLeft } from "../lifetime.ts";
import { renewalReason } from "../renewal-reason.ts";
import type { SourceInput, SourcePlan } from "../source.ts";
import { directoryOf, isLetsEncrypt, isStaging } from "./acme-directory.ts";
import { rehearsal } from "./arguments.ts";
import { certbotFacts } from "./certbot-facts.ts";
import { deployHook } from "./hook.ts";
import { places } from "./places.ts";
import { acmeReadiness, letsEncryptCaa } from "./readiness.ts";

type CertbotAnswers = Extract<CertificateAnswers, { readonly source: "certbot" }>;

/** The order, what a renewal runs, and a rehearsal of it; nothing to do while the present pair fits. */
export function planCertbot(input: SourceInput): SourcePlan {
  const { answers, facts } = input;
  const { certificate } = answers;
  if (certificate.source !== "certbot") throw new Error(`certbot was asked for ${certificate.source}`);
  const issue = issueStep(input, certificate);
  const hook = hookSteps(input);
  const renews = [issue, ...hook].some(({ action }) => action !== "no-op");
  const ordered = issue.action !== "no-op";
  return {
    certificateFile: places.certificate,
    keyFile: places.key,
    ...(certbotFacts(facts).snap ? { packages: [] } : {}),
    steps: [...challengeFolders(input, certificate), ...hook, issue],
    afterwards: [rehearse(orderOf(input, certificate), renews ? "create" : "no-op")],
    ...(ordered ? { challenge: challengeOf(answers, certificate) } : {}),
    problems: [
      ...addressProblems(answers, certificate, facts),
      ...(ordered ? recordProblems(answers, facts) : []),
    ],
    warnings: [
      ...twoCertbots(facts),
      ...untrusted(certificate),
      ...(ordered ? recordWarnings(answers, facts) : []),
    ],
  };
}

/** Without visitors on port 80 a certbot that answers by itself has the port to itself. */
function challengeOf(answers: Answers, { challenge }: CertbotAnswers): NonNullable<SourcePlan["challenge"]> {
  return challenge === "webroot" || answers.redirectHttp ? "through-proxy" : "on-port-80";
}

/** A proxy that serves no folder passes the challenges on to a certbot that answers by itself. */
function throughFolder({ challenge }: CertbotAnswers, { challenges }: SourceInput["serving"]): boolean {
  return challenge === "webroot" && challenges !== "passed-on";
}

function challengeFolders({ facts, serving }: SourceInput, certificate: CertbotAnswers): readonly Step[] {
  if (!throughFolder(certificate, serving)) return [];
  const folders = [
    challengeRoot,
    `${challengeRoot}/.well-known`,
    `${challengeRoot}/.well-known/acme-challenge`,
  ];
  const why = "The authority's challenges are answered from here.";
  return folders.map((path) => createDirectory(facts, { path, mode: 0o755, why }));
}

function hookSteps({ facts, serving }: SourceInput): readonly Step[] {
  const why = "certbot runs from here what a renewal has to do.";
  return [
    createDirectory(facts, { path: places.folder, mode: 0o755, why: "certbot keeps its certificates here." }),
    createDirectory(facts, { path: places.hooks, mode: 0o755, why }),
    createDirectory(facts, { path: places.deployHooks, mode: 0o755, why }),
    writeFile(facts, {
      path: places.deployHook,
      content: deployHook(serving),
      mode: 0o755,
      why: "After a renewal the proxy takes up the new certificate.",
    }),
  ];
}

function issueStep(input: SourceInput, certificate: CertbotAnswers): IssueCertificate {
  const { names } = input.answers;
  const order = orderOf(input, certificate);
  return {
    kind: "IssueCertificate",
    id: `certificate:${places.certificate}`,
    title: `${authorityOf(order.server)} certificate for ${names.join(", ")}`,
    ...judge(input, certificate, order),
    undo: "best-effort",
    source: "certbot",
    names,
    key: certificate.key,
    certificateFile: places.certificate,
    keyFile: places.key,
    order,
  };
}

function orderOf({ answers, facts, serving }: SourceInput, certificate: CertbotAnswers): AcmeOrder {
  const { email, server } = certificate;
  const folder = throughFolder(certificate, serving);
  const behindProxy = !folder && challengeOf(answers, certificate) === "through-proxy";
  return {
    server: directoryOf(server),
    ...(email === undefined ? {} : { email }),
    own: facts.addresses,
    ...(folder ? { webroot: challengeRoot } : {}),
    ...(serving.httpPort === standardPorts.http ? {} : { lookedForOn: serving.httpPort }),
    ...(behindProxy ? { port: challengePort } : {}),
    ...(answers.names.some(isAddress) ? { profile: "shortlived" } : {}),
    program: certbotFacts(facts).program,
  };
}

function authorityOf(directory: string): string {
  if (isStaging(directory)) return "Let's Encrypt (staging)";
  return isLetsEncrypt(directory) ? "Let's Encrypt" : new URL(directory).host;
}

function judge(
  { answers, facts, rotate }: SourceInput,
  certificate: CertbotAnswers,
  order: AcmeOrder,
): { readonly action: Action; readonly why: string } {
  const present = facts.certificates[places.certificate];
  if (present === undefined) {
    return { action: "create", why: "An authority that every browser trusts vouches for the name." };
  }
  const reason = rotate
    ? "a new one was asked for"
    : (renewalReason(present, { names: answers.names, key: certificate.key, selfSigned: false }, facts.now) ??
      otherOrder(facts, order));
  return reason === undefined
    ? { action: "no-op", why: fits(present, facts) }
    : { action: "update", why: `A new certificate, because ${reason}.` };
}

function fits(present: CertificateFacts, facts: Facts): string {
  return `The present certificate fits; it ends in ${daysLeft(present, facts.now)} days and renews itself before.`;
}

/** The pair fits, but it would not be renewed as it is wanted now. */
function otherOrder(facts: Facts, { server, webroot, port }: AcmeOrder): string | undefined {
  const { renewal } = certbotFacts(facts);
  if (renewal === undefined) return "certbot has no record of it and would not renew it";
  if (renewal.server !== server) return "another authority was chosen";
  if (renewal.authenticator !== (webroot === undefined ? "standalone" : "webroot"))
    return "the challenge is answered in another way now";
  if (webroot === undefined && (renewal.http01_port ?? "80") !== String(port ?? 80))
    return "the challenge is answered on another port now";
  return undefined;
}

function rehearse(order: AcmeOrder, action: Action): RehearseRenewal {
  return {
    kind: "RehearseRenewal",
    id: "renewal:certbot",
    title: "rehearse the renewal",
    why: "A renewal that does not arrive shows only after months.",
    action,
    undo: "exact",
    source: "certbot",
    argv: rehearsal(order),
    hook: [places.deployHook],
    hookEnvironment: { RENEWED_LINEAGE: places.live },
  };
}

/** Certificates for addresses: certbot since 5.3, through a webroot since 5.4, and for 160 hours only. */
export function addressProblems(
  { names }: Pick<Answers, "names">,
  { challenge, server }: Pick<CertbotAnswers, "challenge" | "server">,
  facts: Facts,
): readonly Problem[] {
  const address = names.find(isAddress);
  if (address === undefined) return [];
  const hidden = names.find((name) => isAddress(name) && isPrivateAddress(name));
  if (hidden !== undefined && isLetsEncrypt(directoryOf(server))) {
    return [
      {
        text: `${hidden} is an address that nobody outside reaches, and Let's Encrypt gives no certificate for one.`,
        next: "take a public address or a domain name, or certificate.source: own-ca",
      },
    ];
  }
  const needed = challenge === "webroot" ? "5.4" : "5.3";
  const version = certbotFacts(facts).version ?? facts.packages.certbot?.candidate?.replace(/-[^-]*$/, "");
  if (version === undefined || atLeast(version, needed)) return [];
  return [
    {
      text: `${address} is an address, and only certbot ${needed} or newer can get a certificate for one; this box has ${version}.`,
      next: "take a domain name, or certificate.source: self-signed",
    },
  ];
}

/** What can only fail is not tried: names that lead nowhere, or to a box that is not this one, and CAA records. */
function recordProblems(answers: Answers, facts: Facts): readonly Problem[] {
  return readiness(answers, facts)
    .filter(({ state }) => state === "failed")
    .map(({ text, fix }) => ({ text: `${text}.`, ...(fix === undefined ? {} : { next: fix }) }));
}

function recordWarnings(answers: Answers, facts: Facts): readonly Warning[] {
  return readiness(answers, facts)
    .filter(({ state }) => state === "warning")
    .map(({ text, fix }) => ({
      id: "acme-readiness",
      text: `${text}.`,
      ...(fix === undefined ? {} : { next: fix }),
    }));
}

function readiness(answers: Answers, facts: Facts) {
  const { certificate, names } = answers;
  const server = certificate.source === "certbot" ? directoryOf(certificate.server) : "";
  return acmeReadiness({
    names,
    lookedUp: facts.names,
    facts,
    ...(isLetsEncrypt(server) ? { authority: letsEncryptCaa } : {}),
    processes: ["nginx", "apache2", "haproxy", "caddy", "wss-setup-embed"],
  });
}

function twoCertbots(facts: Facts): readonly Warning[] {
  if (!certbotFacts(facts).snap || facts.packages.certbot?.installed === undefined) return [];
  return [
    {
      id: "two-certbots",
      text: "certbot is here twice, as a snap and as a package; the snap is used, and both would renew.",
      next: "apt-get remove certbot",
    },
  ];
}

function untrusted({ server }: CertbotAnswers): readonly Warning[] {
  if (!isStaging(directoryOf(server))) return [];
  return [
    { id: "staging", text: "Certificates of the staging server are trusted by nobody: for a trial only." },
  ];
}
