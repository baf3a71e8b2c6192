import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { altNames } from "../core/alt-names.ts";
import type { CertificateFacts } from "../core/facts.ts";
import { certificateFingerprint } from "../core/fingerprint.ts";
import type { Host } from "../host/host.ts";

/**
 * What is in a certificate file (its first certificate) and whether the key beside it belongs to it. Undefined when no
 * certificate can be read there. The private key is looked at here and goes nowhere.
 */
export async function probeCertificate(
  host: Host,
  certificateFile: string,
  keyFile: string,
): Promise<CertificateFacts | undefined> {
  const certificate = await readCertificate(host, certificateFile);
  if (certificate === undefined) return undefined;
  try {
    return {
      names: altNames(certificate.subjectAltName ?? ""),
      notBefore: certificate.validFromDate.toISOString(),
      notAfter: certificate.validToDate.toISOString(),
      fingerprint: certificateFingerprint(certificate),
      key: keyType(certificate.publicKey),
      selfSigned: certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey),
      issuer: (certificate.issuer ?? "").split("\n").join(", "),
      keyMatches: await keyMatches(host, certificate, keyFile),
    };
  } catch {
    return undefined;
  }
}

async function readCertificate(host: Host, path: string): Promise<X509Certificate | undefined> {
  try {
    const bytes = await host.readFile(path);
    return bytes === undefined ? undefined : new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

/** False for whatever keeps the pair from being served: a missing, unreadable, encrypted or foreign key. */
async function keyMatches(host: Host, certificate: X509Certificate, path: string): Promise<boolean> {
  try {
    const bytes = await host.readFile(path);
    return bytes !== undefined && certificate.checkPrivateKey(createPrivateKey(bytes));
  } catch {
    return false;
  }
}

function keyType(key: KeyObject): CertificateFacts["key"] {
  if (key.asymmetricKeyType === "rsa") return "rsa";
  return key.asymmetricKeyType === "ec" ? "ecdsa" : "other";
}
