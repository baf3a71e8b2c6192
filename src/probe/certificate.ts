import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "../core/facts.ts";
import { canonicalAddress, isAddress } from "../core/validate/address.ts";
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
      names: namesOf(certificate.subjectAltName ?? ""),
      notBefore: certificate.validFromDate.toISOString(),
      notAfter: certificate.validToDate.toISOString(),
      fingerprint: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
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

/**
 * Splits Node's text form of the subjectAltName, `DNS:a.example, IP Address:0:0:0:0:0:0:0:1`. A value that could be
 * taken for more than one entry stands in JSON quotes (the answer to CVE-2021-44532), and is kept whole.
 */
function namesOf(text: string): readonly string[] {
  const entries = [...text.matchAll(/([^:",]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)];
  const names = entries.flatMap(([, type, value = ""]) => {
    const plain = value.startsWith('"') ? String(JSON.parse(value)) : value;
    if (type === "DNS") return [plain.toLowerCase()];
    return type === "IP Address" && isAddress(plain) ? [canonicalAddress(plain)] : [];
  });
  return [...new Set(names)];
}
