import type { Answers } from "../../core/answers.ts";
import { systemRoots } from "../../core/backend-trust.ts";
import { parseBackend } from "../../core/backend-url.ts";
import type { Facts } from "../../core/facts.ts";
import { isAddress } from "../../core/validate/address.ts";

/** How backends over TLS are verified. */
export interface BackendCheck {
  /** PEM file with the roots that their certificates must lead to. */
  readonly rootsFile: string;
  /** The name in the URL is compared too. */
  readonly byName: boolean;
}

/**
 * Apache compares a certificate with the name in the backend's URL and with no other, and knows no addresses there. What
 * the operator pinned is the backend's own certificate whatever the URL calls it: then the certificate alone counts.
 */
export function backendCheck(
  { backend, backendCertificate: pin }: Pick<Answers, "backend" | "backendCertificate">,
  { certificates }: Pick<Facts, "certificates">,
): BackendCheck {
  if (pin === undefined) return { rootsFile: systemRoots, byName: true };
  const hosts = backend.map(parseBackend).flatMap(({ tls, host }) => (tls ? [host] : []));
  // A root has no names: it signs for those of others.
  const names = certificates[pin]?.names ?? [];
  const fits = hosts.every((host) => names.includes(host) && !isAddress(host));
  return { rootsFile: pin, byName: names.length === 0 || fits };
}
