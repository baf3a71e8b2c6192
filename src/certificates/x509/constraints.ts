import { X509Certificate } from "node:crypto";
import { addressBytes, addressText } from "../../core/address-bytes.ts";
import { isInNetwork } from "../../core/network.ts";
import { canonicalAddress, isAddress } from "../../core/validate/address.ts";
import { bytesOf, decode, encode, idOf, isTagged, type Node, parts, sequence, tagged } from "./der.ts";

/** Object identifier of the extension (RFC 5280, 4.2.1.10). */
export const constraintsId = "2.5.29.30";

/** GeneralName choices of RFC 5280, 4.2.1.6. */
const choice = { dns: 2, ip: 7 } as const;

/** The two sets of names of one side. */
export interface NameSet {
  /** Each stands for itself and all names below it; "" stands for every name. */
  readonly dns: readonly string[];
  /** Address and length of the fixed part, `192.0.2.7/32`. */
  readonly addresses: readonly string[];
}

/** For which names the certificates below a root may speak. Only domain names and IP addresses are looked at. */
export interface NameConstraints {
  readonly permitted: NameSet;
  readonly excluded: NameSet;
}

/**
 * What a root for just these names permits: the names (and, as the extension has it, what lies below a domain name), the
 * exact addresses, and nothing of a kind that does not occur: silence about a kind would permit all of it.
 */
export function constraintsFor(names: readonly string[]): NameConstraints {
  const addresses = names.filter(isAddress).map(canonicalAddress);
  const dns = names.filter((name) => !isAddress(name));
  const [v4, v6] = [addresses.filter((each) => !isV6(each)), addresses.filter(isV6)];
  return {
    permitted: { dns, addresses: [...v4.map((each) => `${each}/32`), ...v6.map((each) => `${each}/128`)] },
    excluded: {
      dns: dns.length === 0 ? [""] : [],
      addresses: [...(v4.length === 0 ? ["0.0.0.0/0"] : []), ...(v6.length === 0 ? ["::/0"] : [])],
    },
  };
}

/** Value of the extension. */
export function encodeConstraints({ permitted, excluded }: NameConstraints): Buffer {
  const sides = [permitted, excluded].map(encodeSet);
  return encode(sequence(...sides.flatMap((set, side) => (set.length === 0 ? [] : [tagged(side, set)]))));
}

/** As a certificate has them. */
export interface FoundConstraints extends NameConstraints {
  /** A client that does not know the extension must refuse. */
  readonly critical: boolean;
}

/** What a certificate's extension says; undefined where it has none. @throws Error where it is no certificate */
export function constraintsOf(certificate: X509Certificate | Buffer): FoundConstraints | undefined {
  const { raw } = certificate instanceof X509Certificate ? certificate : new X509Certificate(certificate);
  const [signed] = parts(decode(raw));
  const extensions = parts(parts(signed).find((node) => isTagged(node, 3)));
  const extension = parts(extensions[0]).find((each) => idOf(parts(each)[0]) === constraintsId);
  if (extension === undefined) return undefined;
  const sides = parts(decode(bytesOf(parts(extension).at(-1))));
  const [permitted, excluded] = [0, 1].map((side) =>
    decodeSet(parts(sides.find((node) => isTagged(node, side)))),
  ) as [NameSet, NameSet];
  // DER leaves a FALSE out (X.690 11.5): the flag is there only when it is TRUE.
  return { critical: parts(extension).length === 3, permitted, excluded };
}

/**
 * Whether certificates for all of these names may be signed by this root (PEM). False for a root without constraints: it
 * is none of ours. @throws Error where it is no certificate
 */
export function coversNames(root: string, names: readonly string[]): boolean {
  const constraints = constraintsOf(new X509Certificate(root));
  return constraints !== undefined && names.every((name) => permits(constraints, name));
}

function permits({ permitted, excluded }: NameConstraints, name: string): boolean {
  const address = isAddress(name);
  const [kind, isIn] = address ? (["addresses", isInNetwork] as const) : (["dns", isAtOrBelow] as const);
  const allowed = permitted[kind].length === 0 || permitted[kind].some((each) => isIn(name, each));
  return allowed && !excluded[kind].some((each) => isIn(name, each));
}

function isAtOrBelow(name: string, base: string): boolean {
  return base === "" || `.${name.toLowerCase()}`.endsWith(`.${base.toLowerCase()}`);
}

function encodeSet({ dns, addresses }: NameSet): readonly Node[] {
  return [
    ...dns.map((name) => tagged(choice.dns, Buffer.from(name, "latin1"))),
    ...addresses.map((range) => tagged(choice.ip, rangeBytes(range))),
  ].map((name) => sequence(name));
}

function decodeSet(subtrees: readonly Node[]): NameSet {
  const names = subtrees.flatMap((subtree) => parts(subtree).slice(0, 1));
  const of = (tag: number) => names.filter((name) => isTagged(name, tag)).map(bytesOf);
  return {
    dns: of(choice.dns).map((bytes) => bytes.toString("latin1")),
    addresses: of(choice.ip).map(rangeText),
  };
}

/** The address and then a mask as long as it is. */
function rangeBytes(range: string): Buffer {
  const [base = "", length] = range.split("/");
  const address = addressBytes(base);
  const mask = address.map((_, index) => 0xff00 >> Math.min(8, Math.max(0, Number(length) - 8 * index)));
  return Buffer.concat([address, mask]);
}

function rangeText(bytes: Buffer): string {
  const half = bytes.length / 2;
  const length = [...bytes.subarray(half)].map(octetBits).join("").replace(/0.*/, "").length;
  return `${addressText(bytes.subarray(0, half))}/${length}`;
}

function octetBits(octet: number): string {
  return octet.toString(2).padStart(8, "0");
}

function isV6(address: string): boolean {
  return address.includes(":");
}
