import { randomBytes } from "node:crypto";
import forge from "node-forge";

const { pki, md } = forge;
const day = 86_400_000;

/** What the directory shows to its clients, and the root that they must trust for it; all PEM. */
export type DirectoryPair = { readonly root: string; readonly certificate: string; readonly key: string };

/**
 * A root, and a certificate of it for an IP address. Made for strict clients: Python 3.13 refuses a chain without the
 * key identifiers and the key usage of RFC 5280.
 */
export async function makeDirectoryPair(address: string): Promise<DirectoryPair> {
  const [rootKeys, keys] = await Promise.all([generateKeys(), generateKeys()]);
  const root = unsigned(rootKeys, "ACME lab root", "ACME lab root");
  root.setExtensions([
    { name: "basicConstraints", critical: true, cA: true },
    { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
    { name: "subjectKeyIdentifier" },
  ]);
  root.sign(rootKeys.privateKey, md.sha256.create());
  const leaf = unsigned(keys, "ACME lab directory", "ACME lab root");
  leaf.setExtensions([
    { name: "basicConstraints", critical: true, cA: false },
    { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: [{ type: 7, ip: address }] },
    { name: "subjectKeyIdentifier" },
    { name: "authorityKeyIdentifier", keyIdentifier: root.generateSubjectKeyIdentifier().getBytes() },
  ]);
  leaf.sign(rootKeys.privateKey, md.sha256.create());
  return {
    root: pki.certificateToPem(root),
    certificate: pki.certificateToPem(leaf),
    key: pki.privateKeyToPem(keys.privateKey),
  };
}

/** With a callback forge makes the keys natively, in another thread. */
function generateKeys(): Promise<forge.pki.rsa.KeyPair> {
  return new Promise((resolve, reject) => {
    pki.rsa.generateKeyPair({ bits: 2048 }, (error, keys) => (error ? reject(error) : resolve(keys)));
  });
}

function unsigned(keys: forge.pki.rsa.KeyPair, subject: string, issuer: string): forge.pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = `40${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(Date.now() - day);
  certificate.validity.notAfter = new Date(Date.now() + 30 * day);
  certificate.setSubject([{ name: "commonName", value: subject }]);
  certificate.setIssuer([{ name: "commonName", value: issuer }]);
  return certificate;
}
