import type { Answers, CertificateSourceId, ProxyId } from "./answers.ts";
import { isOwnEndpoint, parseBackend } from "./backend-url.ts";
import { isAddress } from "./validate/address.ts";

/** What of this release and this box bears on the answers. */
export interface AnswersContext {
  /** Proxies that this release has; absent: all. */
  readonly proxies?: readonly ProxyId[];
  /** Certificate sources that this release has; absent: all. */
  readonly sources?: readonly CertificateSourceId[];
  /** The box's own IP addresses. */
  readonly addresses?: readonly string[];
}

/** A rule that is broken: the field, and one line about it. */
export interface BrokenRule {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Apple's bound for certificates below a root that a user installed (support.apple.com/103769). */
const longestLeaf = 825;

/** Whether the answer stands for Let's Encrypt; a server of the operator's own may know names that the internet does not. */
export function isPublicAuthority(server: string): boolean {
  return server === "production" || server === "staging";
}

type Rule = (answers: Answers, context: AnswersContext) => BrokenRule | undefined;

/** The first rule between fields that valid answers break. */
export function brokenRule(answers: Answers, context: AnswersContext): BrokenRule | undefined {
  for (const rule of rules) {
    const broken = rule(answers, context);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

const rules: readonly Rule[] = [
  function builtProxy({ proxy }, { proxies }) {
    if (proxies === undefined || proxies.includes(proxy)) return undefined;
    return { path: ["proxy"], message: `${proxy} is not in this release; it has ${proxies.join(", ")}.` };
  },
  function builtSource({ certificate: { source } }, { sources }) {
    if (sources === undefined || sources.includes(source)) return undefined;
    return {
      path: ["certificate", "source"],
      message: `${source} is not in this release; it has ${sources.join(", ")}.`,
    };
  },
  function builtExtras({ monitoring }) {
    if (!monitoring) return undefined;
    return { path: ["monitoring"], message: "not in this release; leave it out or say false." };
  },
  function termsAgreed({ certificate }) {
    if (certificate.source !== "certbot" || certificate.agreeTerms) return undefined;
    const terms = isPublicAuthority(certificate.server)
      ? "Let's Encrypt's terms (https://letsencrypt.org/repository/)"
      : "the terms of the certificate authority";
    return {
      path: ["certificate", "agreeTerms"],
      message: `write true if you agree to ${terms}; without it no certificate is asked for.`,
    };
  },
  function publicNames({ certificate, names }) {
    if (certificate.source !== "certbot" || !isPublicAuthority(certificate.server)) return undefined;
    const index = names.findIndex((name) => !isAddress(name) && !name.includes("."));
    if (index === -1) return undefined;
    const message = `"${names[index]}": no certificate authority knows a name without a dot; take self-signed or own-ca.`;
    return { path: ["names", index], message };
  },
  function leafLifetime({ certificate }) {
    if (certificate.source !== "own-ca" || certificate.days <= longestLeaf) return undefined;
    return {
      path: ["certificate", "days"],
      message: `${certificate.days}: browsers and phones take no certificate of an own CA that lasts longer than ${longestLeaf} days.`,
    };
  },
  function oneKindOfBackend({ backend }) {
    const tls = backend.map((url) => parseBackend(url).tls);
    const index = tls.findIndex((one) => one !== tls[0]);
    if (index === -1) return undefined;
    return {
      path: ["backend", index],
      message: `"${backend[index]}": all backends must be with TLS (wss, https) or all without.`,
    };
  },
  function pinnedBackend({ backend, backendCertificate }) {
    if (backendCertificate === undefined || backend.every((url) => parseBackend(url).tls)) return undefined;
    return {
      path: ["backendCertificate"],
      message: "only a backend with TLS (wss, https) shows a certificate; leave it out.",
    };
  },
  function foreignBackend({ backend, names }, { addresses = [] }) {
    const index = backend.findIndex((url) => isOwnEndpoint(url, { names, addresses }));
    if (index === -1) return undefined;
    const path = backend.length === 1 ? ["backend"] : ["backend", index];
    return { path, message: `"${backend[index]}": That is this proxy itself.` };
  },
];
