import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

const { pki, md } = forge;

/** A certificate with the key that belongs to it, in PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Wanted {
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  /** ISO 8601. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly bits?: number;
  readonly hash?: "sha256" | "sha1";
  /** What the key is for; servers when not said. */
  readonly purposes?: readonly ("serverAuth" | "clientAuth")[];
  /** A certificate that may sign others. */
  readonly authority?: true;
  /** Who signs; itself when not said. */
  readonly by?: Pair;
}

const keys = new Map<string, string>();

/** RSA keys are slow to make: each subject has one for the whole file. */
function keyOf(subject: string, bits: number): string {
  const id = `${subject} ${bits}`;
  const key =
    keys.get(id) ??
    generateKeyPairSync("rsa", {
      modulusLength: bits,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    }).privateKey;
  keys.set(id, key);
  return key;
}

let serial = 1;

/** Issues an RSA certificate with this common name. */
export function issue(subject: string, wanted: Wanted = {}): Pair {
  const { names = [], addresses = [], bits = 2048, hash = "sha256", by } = wanted;
  const key = keyOf(subject, bits);
  const own = pki.privateKeyFromPem(key);
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.setRsaPublicKey(own.n, own.e);
  certificate.serialNumber = (serial++).toString(16).padStart(4, "0");
  certificate.validity.notBefore = new Date(wanted.notBefore ?? "2026-11-01T00:00:00Z");
  certificate.validity.notAfter = new Date(wanted.notAfter ?? "2027-11-01T00:00:00Z");
  certificate.setSubject([{ name: "commonName", value: subject }]);
  const issuer = by === undefined ? undefined : pki.certificateFromPem(by.certificate);
  certificate.setIssuer((issuer ?? certificate).subject.attributes);
  certificate.setExtensions([
    { name: "basicConstraints", critical: true, cA: wanted.authority === true },
    { name: "keyUsage", critical: true, digitalSignature: true, keyCertSign: wanted.authority === true },
    ...(wanted.authority === true ? [] : [purposesOf(wanted)]),
    ...(names.length + addresses.length === 0 ? [] : [altNamesOf(names, addresses)]),
  ]);
  certificate.sign(by === undefined ? own : pki.privateKeyFromPem(by.key), md[hash].create());
  return { certificate: pki.certificateToPem(certificate).replaceAll("\r\n", "\n"), key };
}

function purposesOf({ purposes = ["serverAuth"] }: Wanted) {
  return { name: "extKeyUsage", ...Object.fromEntries(purposes.map((purpose) => [purpose, true])) };
}

function altNamesOf(names: readonly string[], addresses: readonly string[]) {
  const altNames = [
    ...names.map((value) => ({ type: 2, value })),
    ...addresses.map((ip) => ({ type: 7, ip })),
  ];
  return { name: "subjectAltName", altNames };
}
