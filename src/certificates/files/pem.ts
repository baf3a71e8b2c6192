import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** A block of a PEM file (RFC 7468). */
interface Block {
  readonly label: string;
  readonly text: string;
}

function blocksOf(bytes: Buffer): readonly Block[] {
  const blocks = bytes.toString("latin1").matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g);
  return [...blocks].map(([text, label = ""]) => ({ label, text }));
}

const certificateLabels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];

/** Every certificate in a PEM file that can be read, in its order. */
export function certificatesIn(bytes: Buffer): readonly X509Certificate[] {
  return blocksOf(bytes)
    .filter(({ label }) => certificateLabels.includes(label))
    .flatMap(({ text }) => parseCertificate(text) ?? []);
}

export function holdsKey(bytes: Buffer): boolean {
  return blocksOf(bytes).some(({ label }) => label.endsWith("PRIVATE KEY"));
}

/** The first private key in a PEM file; it is looked at and goes nowhere. */
export function keyIn(bytes: Buffer): KeyObject | "encrypted" | undefined {
  const block = blocksOf(bytes).find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined) return undefined;
  // PKCS#8 says it in its label, the traditional form in a header (RFC 1421 section 4.6.1.1).
  if (block.label.startsWith("ENCRYPTED") || /^Proc-Type: 4,ENCRYPTED/m.test(block.text)) return "encrypted";
  try {
    return createPrivateKey(block.text);
  } catch {
    return undefined;
  }
}

/** Whether the bytes are a certificate in DER. */
export function isBinaryCertificate(bytes: Buffer): boolean {
  return bytes[0] === 0x30 && parseCertificate(bytes) !== undefined;
}

/** Whether the bytes are a key in DER, of any of the usual forms. */
export function isBinaryKey(bytes: Buffer): boolean {
  return (["pkcs8", "pkcs1", "sec1"] as const).some((type) => {
    try {
      createPrivateKey({ key: bytes, format: "der", type });
      return true;
    } catch {
      return false;
    }
  });
}

/** Undefined also where its key is of a kind that OpenSSL does not know. */
function parseCertificate(content: string | Buffer): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(content);
    return certificate.publicKey.type === "public" ? certificate : undefined;
  } catch {
    return undefined;
  }
}
