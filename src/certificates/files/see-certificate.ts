import type { KeyObject, X509Certificate } from "node:crypto";
import forge from "node-forge";
import { altNames } from "../../core/alt-names.ts";
import { certificateFingerprint } from "../../core/fingerprint.ts";
import type { KeyKind, SeenCertificate } from "./files-facts.ts";

/** Signatures with a hash that is broken: RFC 3279 section 2.2, and the OIW's own name for one of them. */
const weakSignatures: Readonly<Record<string, "MD5" | "SHA-1">> = {
  "1.2.840.113549.1.1.4": "MD5",
  "1.2.840.113549.1.1.5": "SHA-1",
  "1.2.840.10045.4.1": "SHA-1",
  "1.2.840.10040.4.3": "SHA-1",
  "1.3.14.3.2.29": "SHA-1",
};

/** Purposes of a key (RFC 5280 section 4.2.1.12): a server's, and whatever there is. */
const forServers = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/** What is told of each certificate in a file. */
export function seeChain(chain: readonly X509Certificate[]): readonly SeenCertificate[] {
  return chain.map((certificate) => {
    const signer = signerOf(certificate, chain);
    const weakHash = weakSignatures[signatureOf(certificate)];
    // Node calls the extended key usage so.
    const purposes = certificate.keyUsage as readonly string[] | undefined;
    return {
      subject: shortName(certificate.subject),
      issuer: shortName(certificate.issuer),
      names: altNames(certificate.subjectAltName ?? ""),
      notBefore: certificate.validFromDate.toISOString(),
      notAfter: certificate.validToDate.toISOString(),
      fingerprint: certificateFingerprint(certificate),
      key: keyKind(certificate.publicKey),
      ...(weakHash === undefined ? {} : { weakHash }),
      ...(signer === -1 ? {} : { signedBy: signer }),
      ...(purposes === undefined || forServers.some((each) => purposes.includes(each))
        ? {}
        : { notForServers: true }),
    };
  });
}

/**
 * Whether this one signed that one, by name and by signature. (checkIssued asks for the right to sign too, which a
 * server's certificate that signed itself does not have.)
 */
export function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.issuer === issuer.subject && certificate.verify(issuer.publicKey);
}

function signerOf(certificate: X509Certificate, chain: readonly X509Certificate[]): number {
  return chain.findIndex((issuer) => signed(issuer, certificate));
}

function keyKind({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyKind {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return {
    type: asymmetricKeyType ?? "unknown",
    ...(modulusLength === undefined ? {} : { bits: modulusLength }),
    ...(namedCurve === undefined ? {} : { curve: namedCurve }),
  };
}

/** The object identifier of its signature (RFC 5280 section 4.1.1.2). */
function signatureOf({ raw }: X509Certificate): string {
  const whole = forge.asn1.fromDer(raw.toString("latin1")).value;
  const algorithm = typeof whole === "string" ? undefined : whole[1]?.value;
  const identifier = typeof algorithm === "string" ? undefined : algorithm?.[0]?.value;
  return typeof identifier === "string" ? forge.asn1.derToOid(identifier) : "";
}

/** The common name of a distinguished name as Node writes it, or else all of it. */
function shortName(name: string | undefined): string {
  return /^CN=(.*)$/m.exec(name ?? "")?.[1] ?? (name ?? "").split("\n").join(", ");
}
