import type { Answers } from "../core/answers.ts";
import { type Backend, parseBackend } from "../core/backend-url.ts";
import type { Problem } from "../core/finding.ts";

/**
 * What stands in the way of verifying the backends that speak TLS.
 * @param trustStore the distribution's roots are there, for what the operator did not pin
 * @param further what this proxy cannot do with them, one at least
 */
export function backendsOverTls(
  { backend, backendCertificate }: Pick<Answers, "backend" | "backendCertificate">,
  trustStore: boolean,
  further: (overTls: readonly [Backend, ...Backend[]]) => readonly Problem[],
): readonly Problem[] {
  const [first, ...others] = backend.map(parseBackend).filter(({ tls }) => tls);
  if (first === undefined) return [];
  const problems = further([first, ...others]);
  if (problems.length > 0 || backendCertificate !== undefined || trustStore) return problems;
  return [
    {
      text: `${first.url} cannot be verified: this box trusts no certificate authority yet.`,
      next: "apt-get install ca-certificates",
    },
  ];
}

/** A proxy that compares host names alone. @param title the proxy's */
export function verifiedByName(title: string, { url }: Backend): Problem {
  return {
    text: `${title} verifies a backend by its host name, and ${url} has an address: give the name in its certificate, or pin a certificate with a name (backendCertificate).`,
  };
}
