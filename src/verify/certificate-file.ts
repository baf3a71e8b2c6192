import { X509Certificate } from "node:crypto";
import { certificateFingerprint } from "../core/fingerprint.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Host } from "../host/host.ts";

/** The certificate that the proxy should serve, as it is on the disk. */
export interface CertificateFile {
  readonly path: string;
  readonly leaf: X509Certificate;
  /** SHA-256 of the leaf's DER, lower-case hex without colons. */
  readonly fingerprint: string;
  /** Certificates in the file, leaf included. */
  readonly count: number;
}

/** @returns undefined when the file is missing or holds no certificate */
export async function readCertificateFile(host: Host, path: string): Promise<CertificateFile | undefined> {
  const pem = (await host.readFile(path))?.toString("latin1");
  if (pem === undefined) return undefined;
  const leaf = parse(pem);
  if (leaf === undefined) return undefined;
  const count = pem.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 1;
  return { path, leaf, fingerprint: certificateFingerprint(leaf), count };
}

/** By subjectAltName alone: clients have not looked at the common name for years (RFC 9525 section 6.3). */
export function certificateCovers(certificate: X509Certificate, name: string): boolean {
  if (isAddress(name)) return certificate.checkIP(name) !== undefined;
  return certificate.checkHost(name, { subject: "never" }) !== undefined;
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}
