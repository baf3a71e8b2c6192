import forge from "node-forge";

const { asn1, util } = forge;
const { UNIVERSAL, CONTEXT_SPECIFIC } = asn1.Class;

/** A node of ASN.1, as forge has it. */
export type Node = forge.asn1.Asn1;

export const sequence = (...items: readonly Node[]): Node =>
  asn1.create(UNIVERSAL, asn1.Type.SEQUENCE, true, [...items]);

export const octets = (bytes: Uint8Array): Node =>
  asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, binary(bytes));

export const objectId = (id: string): Node =>
  asn1.create(UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(id).getBytes());

/** Below 2^31. */
export const integer = (value: number): Node =>
  asn1.create(UNIVERSAL, asn1.Type.INTEGER, false, asn1.integerToDer(value).getBytes());

/** `[tag] IMPLICIT`: of bytes, or of other nodes. */
export const tagged = (tag: number, content: Uint8Array | readonly Node[]): Node =>
  content instanceof Uint8Array
    ? asn1.create(CONTEXT_SPECIFIC, tag, false, binary(content))
    : asn1.create(CONTEXT_SPECIFIC, tag, true, [...content]);

export function encode(node: Node): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), "latin1");
}

/** @throws Error where the bytes are no DER */
export function decode(der: Uint8Array): Node {
  return asn1.fromDer(util.createBuffer(binary(der)));
}

/** What a constructed node consists of; nothing where it is a plain value or missing. */
export function parts(node: Node | undefined): readonly Node[] {
  return Array.isArray(node?.value) ? node.value : [];
}

/** The bytes of a plain value; none where it consists of others or is missing. */
export function bytesOf(node: Node | undefined): Buffer {
  return Buffer.from(typeof node?.value === "string" ? node.value : "", "latin1");
}

/** The dotted text of an object identifier; undefined for any other node. */
export function idOf(node: Node | undefined): string | undefined {
  if (node?.tagClass !== UNIVERSAL || node.type !== asn1.Type.OID) return undefined;
  return asn1.derToOid(binary(bytesOf(node)));
}

/** Whether this is `[tag]` of the surrounding structure. */
export function isTagged(node: Node, tag: number): boolean {
  return node.tagClass === CONTEXT_SPECIFIC && Number(node.type) === tag;
}

/** forge keeps bytes as characters from 0 to 255. */
function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
