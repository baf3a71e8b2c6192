import type { CertificateSourceId } from "../core/answers.ts";
import { selfSigned } from "./self-signed/self-signed.ts";
import type { CertificateSource } from "./source.ts";

/** Every way to come by a certificate that this release has; one line each. */
export const sources: readonly CertificateSource[] = [selfSigned];

/** Undefined for one that the contract names and this release does not have yet. */
export function sourceById(id: CertificateSourceId): CertificateSource | undefined {
  return sources.find((source) => source.id === id);
}
