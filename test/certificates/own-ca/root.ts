import { makeAuthority } from "../../../src/certificates/x509/authority.ts";
import { protectKey } from "../../../src/certificates/x509/protect-key.ts";
import { now } from "../fixtures.ts";

/** A root for `node.example.com`, and its key as it lies on a box. */
export async function someRoot(passphrase = ""): Promise<{ certificate: string; key: string }> {
  const options = {
    names: ["node.example.com"],
    key: "ecdsa",
    now: new Date(now),
    onLine: () => {},
  } as const;
  const { certificate, key } = await makeAuthority(options);
  return { certificate, key: await protectKey(key, passphrase) };
}
