import forge from "node-forge";
import { canonicalAddress } from "../core/validate/address.ts";

const { asn1 } = forge;

/** Object identifier and tags of RFC 5280: 4.1 (extensions), 4.2.1.10 (NameConstraints), 4.2.1.6 (GeneralName). */
const nameConstraintsOid = "2.5.29.30";
const tag = { extensions: 3, permitted: 0, excluded: 1, dns: 2, ip: 7 } as const;

export interface NameConstraints {
  readonly critical: boolean;
  readonly permitted: NameSet;
  readonly excluded: NameSet;
}

interface NameSet {
  /** A name stands for itself and all below it; the empty one for every name. */
  readonly dns: readonly string[];
  /** Address and length of the fixed part, `192.0.2.7/32`. */
  readonly addresses: readonly string[];
}

/** The nameConstraints extension of a certificate in DER, whatever its key; undefined when it has none. @throws for what is no certificate */
export function nameConstraintsOf(der: Uint8Array): NameConstraints | undefined {
  const [tbs] = children(decode(Buffer.from(der).toString("latin1")));
  const wrapped = tbs && contextual(tbs, tag.extensions)[0];
  const extensions = wrapped?.flatMap((list) => children(list)) ?? [];
  for (const extension of extensions) {
    const parts = children(extension);
    if (asn1.derToOid(String(parts[0]?.value)) !== nameConstraintsOid) continue;
    const flag = parts.find(({ type }) => type === asn1.Type.BOOLEAN);
    const value = decode(String(parts.at(-1)?.value));
    return {
      critical: flag !== undefined && flag.value !== "\0",
      permitted: namesOf(value, tag.permitted),
      excluded: namesOf(value, tag.excluded),
    };
  }
  return undefined;
}

/** Every kind of name that a server's certificate may have is limited: domain names, IPv4 and IPv6 addresses. */
export function limitsEveryName({ permitted, excluded }: NameConstraints): boolean {
  const dns = permitted.dns.length > 0 ? !permitted.dns.includes("") : excluded.dns.includes("");
  const family = (whole: string, isOfIt: (range: string) => boolean) => {
    const ranges = permitted.addresses.filter(isOfIt);
    return ranges.length > 0 ? !ranges.includes(whole) : excluded.addresses.includes(whole);
  };
  return (
    dns &&
    family("0.0.0.0/0", (range) => range.includes(".")) &&
    family("::/0", (range) => range.includes(":"))
  );
}

function namesOf(value: forge.asn1.Asn1, side: number): NameSet {
  const subtrees = contextual(value, side).flat();
  const names = subtrees.flatMap((subtree) => children(subtree).slice(0, 1));
  const ofKind = (kind: number) =>
    names.flatMap(({ type, value: bytes }) => (type === kind && typeof bytes === "string" ? [bytes] : []));
  return { dns: ofKind(tag.dns), addresses: ofKind(tag.ip).map(rangeText) };
}

/** The address, then a mask as long as it is. */
function rangeText(text: string): string {
  const bytes = Buffer.from(text, "latin1");
  const [address, mask] = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
  const bits = [...mask].map((byte) => byte.toString(2).replaceAll("0", "").length);
  return `${addressText(address)}/${bits.reduce((sum, each) => sum + each, 0)}`;
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  return canonicalAddress(bytes.toString("hex").replace(/(.{4})(?!$)/g, "$1:"));
}

function decode(der: string): forge.asn1.Asn1 {
  return asn1.fromDer(der);
}

function children(node: forge.asn1.Asn1): readonly forge.asn1.Asn1[] {
  return Array.isArray(node.value) ? node.value : [];
}

/** The contents of a node's children with that tag of the context's own. */
function contextual(node: forge.asn1.Asn1, which: number): readonly (readonly forge.asn1.Asn1[])[] {
  return children(node)
    .filter(({ tagClass, type }) => tagClass === asn1.Class.CONTEXT_SPECIFIC && type === which)
    .map((child) => children(child));
}
