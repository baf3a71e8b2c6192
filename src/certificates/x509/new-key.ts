import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import forge from "node-forge";
import type { KeyType } from "../../core/answers.ts";

const { pki } = forge;

export interface KeyOptions {
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A new private key: RSA with `rsaBits`, or ECDSA on P-256. It is made in a thread of its own: the screen stays alive.
 * @throws signal.reason when it was aborted
 */
export async function newKey(
  type: KeyType,
  rsaBits: number,
  { onLine, signal }: KeyOptions,
): Promise<KeyObject> {
  signal?.throwIfAborted();
  onLine(type === "rsa" ? `making an RSA key of ${rsaBits} bits` : "making an ECDSA key on the curve P-256");
  const key = type === "rsa" ? await newRsaKey(rsaBits) : await newEcdsaKey();
  signal?.throwIfAborted();
  return key;
}

/**
 * With a callback forge hands this to `crypto.generateKeyPair`. (Without one, or with a random generator of the caller's,
 * it would compute on this thread.)
 */
async function newRsaKey(bits: number): Promise<KeyObject> {
  const { privateKey } = await new Promise<forge.pki.rsa.KeyPair>((resolve, reject) => {
    pki.rsa.generateKeyPair({ bits }, (error, keys) => (error ? reject(error) : resolve(keys)));
  });
  return createPrivateKey(pki.privateKeyToPem(privateKey));
}

function newEcdsaKey(): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    generateKeyPair("ec", { namedCurve: "P-256" }, (error, _publicKey, privateKey) =>
      error ? reject(error) : resolve(privateKey),
    );
  });
}
