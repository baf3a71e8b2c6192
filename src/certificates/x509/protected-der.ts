import {
  bytesOf,
  decode,
  encode,
  idOf,
  integer,
  type Node,
  objectId,
  octets,
  parts,
  sequence,
} from "./der.ts";

const pbes2 = "1.2.840.113549.1.5.13";
const scrypt = "1.3.6.1.4.1.11591.4.11";

/** AES in CBC mode, by the length of its key (NIST's arc, RFC 3565). */
const aesCbc = [
  [128, "2.16.840.1.101.3.4.1.2"],
  [192, "2.16.840.1.101.3.4.1.22"],
  [256, "2.16.840.1.101.3.4.1.42"],
] as const;

type KeyBits = (typeof aesCbc)[number][0];

/** An EncryptedPrivateKeyInfo of PKCS#8 whose key comes out of scrypt and serves AES in CBC mode. */
export interface Protected {
  readonly salt: Buffer;
  /** Of scrypt (RFC 7914). */
  readonly cost: { readonly N: number; readonly r: number; readonly p: number };
  readonly keyBits: KeyBits;
  readonly iv: Buffer;
  readonly content: Buffer;
}

export function encodeProtected({ salt, cost: { N, r, p }, keyBits, iv, content }: Protected): Buffer {
  const derivation = algorithm(scrypt, sequence(octets(salt), integer(N), integer(r), integer(p)));
  const cipher = aesCbc.find(([bits]) => bits === keyBits)?.[1] ?? "";
  const scheme = algorithm(pbes2, sequence(derivation, algorithm(cipher, octets(iv))));
  return encode(sequence(scheme, octets(content)));
}

/** Undefined for any other way to encrypt a key, and for what is no such structure at all. */
export function decodeProtected(der: Buffer): Protected | undefined {
  try {
    const [scheme, content] = parts(decode(der));
    const [derivation, cipher] = parts(parametersOf(scheme, pbes2));
    const [salt, ...numbers] = parts(parametersOf(derivation, scrypt));
    const [N = 0, r = 0, p = 0] = numbers.map((node) => Number(`0x${bytesOf(node).toString("hex")}`));
    const keyBits = aesCbc.find(([, id]) => idOf(parts(cipher)[0]) === id)?.[0];
    if (salt === undefined || keyBits === undefined) return undefined;
    return {
      salt: bytesOf(salt),
      cost: { N, r, p },
      keyBits,
      iv: bytesOf(parts(cipher)[1]),
      content: bytesOf(content),
    };
  } catch {
    return undefined;
  }
}

function algorithm(id: string, parameters: Node): Node {
  return sequence(objectId(id), parameters);
}

/** The parameters of an AlgorithmIdentifier, when it is this one. */
function parametersOf(node: Node | undefined, id: string): Node | undefined {
  const [name, parameters] = parts(node);
  return idOf(name) === id ? parameters : undefined;
}
