import { createPublicKey, type KeyObject } from "node:crypto";
import forge from "node-forge";
import { canonicalAddress, isAddress } from "../../core/validate/address.ts";
import { constraintsId, encodeConstraints } from "./constraints.ts";
import type { Draft, ServerUse } from "./draft.ts";
import { serialNumber } from "./serial-number.ts";
import type { Authority } from "./sign.ts";

const { pki, md, util } = forge;

/** GeneralName choices of RFC 5280, 4.2.1.6. */
const generalName = { dns: 2, ip: 7 } as const;

/** As `sign`, where every key is RSA. The signature is made on this thread, 20 ms for 2048 bits. */
export function signWithForge(draft: Draft, key: KeyObject, issuer?: Authority): string {
  const certificate = pki.createCertificate();
  const root = issuer && pki.certificateFromPem(issuer.certificate);
  certificate.publicKey = pki.publicKeyFromPem(
    createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
  );
  certificate.serialNumber = serialNumber();
  certificate.validity.notBefore = draft.notBefore;
  certificate.validity.notAfter = draft.notAfter;
  const subject = [{ name: "commonName", value: draft.commonName }];
  certificate.setSubject(subject);
  certificate.setIssuer(root?.subject.attributes ?? subject);
  certificate.setExtensions([
    ...extensionsOf(draft),
    { name: "subjectKeyIdentifier" },
    ...authorityKeyIdentifier(root),
  ]);
  const signer = (issuer?.key ?? key).export({ type: "pkcs1", format: "pem" }).toString();
  certificate.sign(pki.privateKeyFromPem(signer), md.sha256.create());
  return pki.certificateToPem(certificate).replaceAll("\r\n", "\n");
}

function extensionsOf({ use }: Draft): readonly object[] {
  return use.kind === "server"
    ? serverExtensions(use)
    : [
        { name: "basicConstraints", critical: true, cA: true, pathLenConstraint: 0 },
        { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
        { id: constraintsId, critical: true, value: encodeConstraints(use.constraints).toString("latin1") },
      ];
}

function serverExtensions({ names, key }: ServerUse): readonly object[] {
  return [
    { name: "basicConstraints", critical: true, cA: false },
    { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: key === "rsa" },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: names.map(altName) },
  ];
}

function altName(name: string) {
  return isAddress(name)
    ? { type: generalName.ip, ip: canonicalAddress(name) }
    : { type: generalName.dns, value: name };
}

/** None in what signs itself (RFC 5280, 4.2.1.1 allows that). */
function authorityKeyIdentifier(root: forge.pki.Certificate | undefined): readonly object[] {
  if (root === undefined) return [];
  const { subjectKeyIdentifier } = root.getExtension("subjectKeyIdentifier") as {
    subjectKeyIdentifier: string;
  };
  return [{ name: "authorityKeyIdentifier", keyIdentifier: util.hexToBytes(subjectKeyIdentifier) }];
}
