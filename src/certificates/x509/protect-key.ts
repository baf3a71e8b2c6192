import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  type ScryptOptions,
  scrypt,
} from "node:crypto";
import forge from "node-forge";
import { decodeProtected, encodeProtected, type Protected } from "./protected-der.ts";

const { pem } = forge;
const label = "ENCRYPTED PRIVATE KEY";

/**
 * 16 MiB and half a second for each guess. OpenSSL's own limit is 32 MiB in all, which the next power of two passes by
 * a little; so what is missing to OWASP's advice of 2023 comes through `p`.
 */
const cost = { N: 2 ** 14, r: 8, p: 5 } as const;

/** More memory than this is no parameter of a key for one box, but a way to bring it down. */
const mostMemory = 2 ** 30;

/** The passphrase does not open the key, or there is none and the key needs one. */
export class WrongPassphrase extends Error {
  override readonly name = "WrongPassphrase";
}

/** There is no private key in the text. */
export class NoPrivateKey extends Error {
  override readonly name = "NoPrivateKey";
}

/**
 * The key as PKCS#8 (PEM), encrypted by PBES2 with scrypt and AES-256-CBC (RFC 8018, RFC 7914), as OpenSSL reads it since
 * 1.1.0. An empty passphrase is none: the key is then not encrypted. The guess-proof work is done in a thread of its own.
 */
export async function protectKey(key: KeyObject, passphrase: string): Promise<string> {
  if (passphrase === "") return key.export({ type: "pkcs8", format: "pem" }).toString();
  const [salt, iv] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv("aes-256-cbc", await derive(passphrase, salt, 32, cost), iv);
  const plain = key.export({ type: "pkcs8", format: "der" });
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  const body = encodeProtected({ salt, cost, keyBits: 256, iv, content }).toString("latin1");
  return pem.encode({ type: label, body }).replaceAll("\r\n", "\n");
}

/**
 * The private key in a PEM text: not encrypted, encrypted as `protectKey` does, or in any other way that Node knows (which
 * then computes on this thread). An empty passphrase is none.
 * @throws WrongPassphrase; NoPrivateKey
 */
export async function openKey(text: string, passphrase = ""): Promise<KeyObject> {
  const block = pemBlocks(text).find(({ type }) => type.endsWith("PRIVATE KEY"));
  if (block === undefined) throw new NoPrivateKey("There is no private key in it.");
  const isEncrypted = block.type === label || block.procType !== null;
  if (!isEncrypted) return read(text);
  if (passphrase === "") throw new WrongPassphrase("The key is encrypted and needs its passphrase.");
  const ours = block.type === label ? decodeProtected(Buffer.from(block.body, "latin1")) : undefined;
  try {
    if (ours === undefined) return createPrivateKey({ key: text, passphrase });
    return createPrivateKey({ key: await decrypt(ours, passphrase), format: "der", type: "pkcs8" });
  } catch {
    // What the libraries say differs with the byte at which a wrong key shows.
    throw new WrongPassphrase("The passphrase does not open the key.");
  }
}

async function decrypt({ salt, cost, keyBits, iv, content }: Protected, passphrase: string): Promise<Buffer> {
  const key = await derive(passphrase, salt, keyBits / 8, cost);
  const decipher = createDecipheriv(`aes-${keyBits}-cbc`, key, iv);
  return Buffer.concat([decipher.update(content), decipher.final()]);
}

function derive(passphrase: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, length, { ...cost, maxmem: mostMemory }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function pemBlocks(text: string): readonly forge.pem.ObjectPEM[] {
  try {
    return pem.decode(text);
  } catch {
    return [];
  }
}

function read(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new NoPrivateKey("It is no private key that can be read.");
  }
}
