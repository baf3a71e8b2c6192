// The library wants this in place before it is loaded.
import "reflect-metadata/lite";
import { createPublicKey, type KeyObject } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { canonicalAddress, isAddress } from "../../core/validate/address.ts";
import { constraintsId, encodeConstraints } from "./constraints.ts";
import type { Draft, ServerUse } from "./draft.ts";
import { serialNumber } from "./serial-number.ts";
import type { Authority } from "./sign.ts";

/** As `sign`, for any mixture of RSA and ECDSA keys. Loading this module takes the time of a whole library: 100 ms. */
export async function signWithPeculiar(draft: Draft, key: KeyObject, issuer?: Authority): Promise<string> {
  const root = issuer && new x509.X509Certificate(issuer.certificate);
  const subject = new x509.Name([{ CN: [draft.commonName] }]);
  const signer = issuer?.key ?? key;
  const publicKey = new x509.PublicKey(createPublicKey(key).export({ type: "spki", format: "der" }));
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: root?.subjectName ?? subject,
    notBefore: draft.notBefore,
    notAfter: draft.notAfter,
    publicKey,
    signingKey: signer.toCryptoKey(algorithmOf(signer), false, ["sign"]),
    signingAlgorithm: algorithmOf(signer),
    extensions: [
      ...extensionsOf(draft),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...authorityKeyIdentifier(root),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

function algorithmOf({ asymmetricKeyType }: KeyObject) {
  return asymmetricKeyType === "rsa"
    ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
    : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
}

function extensionsOf({ use }: Draft): readonly x509.Extension[] {
  return use.kind === "server"
    ? serverExtensions(use)
    : [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        new x509.Extension(constraintsId, true, encodeConstraints(use.constraints)),
      ];
}

function serverExtensions({ names, key }: ServerUse): readonly x509.Extension[] {
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(key === "rsa" ? digitalSignature | keyEncipherment : digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(names.map(altName)),
  ];
}

function altName(name: string): x509.JsonGeneralName {
  return isAddress(name) ? { type: "ip", value: canonicalAddress(name) } : { type: "dns", value: name };
}

/** None in what signs itself (RFC 5280, 4.2.1.1 allows that). */
function authorityKeyIdentifier(root: x509.X509Certificate | undefined): readonly x509.Extension[] {
  const keyId = root?.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
  return keyId === undefined ? [] : [new x509.AuthorityKeyIdentifierExtension(keyId)];
}
