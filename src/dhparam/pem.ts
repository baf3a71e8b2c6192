import forge from "node-forge";
import { type DhGroup, privateLength } from "./groups.ts";

const { asn1, pem, util } = forge;
const label = "DH PARAMETERS";

/**
 * DHParameter of PKCS #3 (RFC 7468 names no label; `DH PARAMETERS` is what OpenSSL, nginx, Apache and HAProxy read).
 * `privateLength`: bits of the private exponent that users of the file should choose.
 */
export function encodeDhParam(prime: bigint, generator: bigint, privateLength?: number): string {
  const numbers = [prime, generator, ...(privateLength === undefined ? [] : [BigInt(privateLength)])];
  const sequence = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, numbers.map(integer));
  const body = asn1.toDer(sequence).getBytes();
  return pem.encode({ type: label, body }).replaceAll("\r\n", "\n");
}

/** Content of the file: what wrote it, then the parameters; readers of PEM skip what stands before a block. */
export function dhParamText(prime: bigint, generator: bigint, what: string): string {
  const bits = prime.toString(2).length;
  return `# Written by wss-setup: ${what}.\n${encodeDhParam(prime, generator, privateLength(bits))}`;
}

/** The group in a PEM file, whatever text stands before it; undefined when it holds none. */
export function decodeDhParam(text: string): DhGroup | undefined {
  try {
    const block = pem.decode(text).find(({ type }) => type === label);
    if (block === undefined) return undefined;
    const { value } = asn1.fromDer(util.createBuffer(block.body));
    if (!Array.isArray(value)) return undefined;
    const [prime, generator] = value.map(number);
    return prime === undefined || generator === undefined ? undefined : { prime, generator };
  } catch {
    return undefined;
  }
}

/** DER wants a leading zero octet where the top bit would make the number negative (X.690 8.3). */
function integer(value: bigint): forge.asn1.Asn1 {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  const positive = Number.parseInt(even.slice(0, 2), 16) < 0x80 ? even : `00${even}`;
  return asn1.create(asn1.Class.UNIVERSAL, asn1.Type.INTEGER, false, util.hexToBytes(positive));
}

function number({ type, value }: forge.asn1.Asn1): bigint | undefined {
  if (type !== asn1.Type.INTEGER || typeof value !== "string") return undefined;
  return BigInt(`0x${util.bytesToHex(value)}`);
}
