import { randomBytes } from "node:crypto";
import forge from "node-forge";
import { invalidInput } from "../../core/errors.ts";
import type { IssueCertificate } from "../../core/step.ts";
import { canonicalAddress, isAddress } from "../../core/validate/address.ts";
import type { IssueContext, IssuedPair } from "../source.ts";
import { onlyRsa } from "./plan.ts";

const { pki, md } = forge;
const hour = 3_600_000;
const keyBits = 2048;

/** Upper bound of a commonName (RFC 5280, ub-common-name). */
const longestCommonName = 64;

/** GeneralName choices of RFC 5280, 4.2.1.6. */
const generalName = { dns: 2, ip: 7 } as const;

/**
 * A new RSA key and a certificate that it signs itself, valid from an hour ago (clocks differ) for `step.days` days.
 * @throws Failure for a key type that is not made here; `signal.reason` when it was aborted
 */
export async function issueSelfSigned(step: IssueCertificate, context: IssueContext): Promise<IssuedPair> {
  const { host, onLine, signal } = context;
  if (step.key !== "rsa") throw invalidInput(onlyRsa);
  signal?.throwIfAborted();
  onLine(`making an RSA key of ${keyBits} bits`);
  const keys = await generateKeyPair();
  signal?.throwIfAborted();
  const certificate = buildCertificate(step, keys, host.now());
  const key = pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(keys.privateKey));
  return {
    certificate: unixLines(pki.certificateToPem(certificate)),
    key: unixLines(pki.privateKeyInfoToPem(key)),
  };
}

/**
 * With a callback forge hands this to `crypto.generateKeyPair`, which works in a thread of its own: the screen stays
 * alive. (Without one, or with a random generator of the caller's, it would compute on this thread.)
 */
function generateKeyPair(): Promise<forge.pki.rsa.KeyPair> {
  return new Promise((resolve, reject) => {
    pki.rsa.generateKeyPair({ bits: keyBits }, (error, keys) => (error ? reject(error) : resolve(keys)));
  });
}

function buildCertificate({ names, days = 365 }: IssueCertificate, keys: forge.pki.rsa.KeyPair, now: Date) {
  const certificate = pki.createCertificate();
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = serialNumber();
  certificate.validity.notBefore = new Date(now.getTime() - hour);
  certificate.validity.notAfter = new Date(now.getTime() + days * 24 * hour);
  const subject = [{ name: "commonName", value: commonName(names) }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: "basicConstraints", critical: true, cA: false },
    { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames: names.map(altName) },
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(keys.privateKey, md.sha256.create());
  return certificate;
}

/** 128 bits in hex; the fixed top bits `01` keep it positive and sixteen octets long (RFC 5280, 4.1.2.2). */
function serialNumber(): string {
  const [first = 0, ...rest] = randomBytes(16);
  return Buffer.from([(first & 0x3f) | 0x40, ...rest]).toString("hex");
}

/** Only people read it, clients go by the subjectAltName; an issuer may not be empty (RFC 5280, 4.1.2.4). */
function commonName(names: readonly string[]): string {
  return names.find((name) => name.length <= longestCommonName) ?? "wss-setup";
}

function altName(name: string) {
  return isAddress(name)
    ? { type: generalName.ip, ip: canonicalAddress(name) }
    : { type: generalName.dns, value: name };
}

function unixLines(pem: string): string {
  return pem.replaceAll("\r\n", "\n");
}
