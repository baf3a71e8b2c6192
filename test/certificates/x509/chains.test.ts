import { createPrivateKey, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import { type Authority, makeAuthority } from "../../../src/certificates/x509/authority.ts";
import { issueLeaf } from "../../../src/certificates/x509/leaf.ts";
import type { KeyType } from "../../../src/core/answers.ts";
import { isAddress } from "../../../src/core/validate/address.ts";
import { handshake } from "../handshake.ts";
import { hasOpenssl, openssl } from "../openssl.ts";
import { temporaryFiles } from "./temporary-files.ts";

const now = new Date();
const onLine = () => {};
const file = temporaryFiles();

const keys: readonly KeyType[] = ["rsa", "ecdsa"];
const nameLists: readonly (readonly string[])[] = [
  ["node.example.com", "b.example.com"],
  ["127.0.0.1"],
  ["::1", "2001:db8::a:0:0:1"],
  ["127.0.0.1", "::1"],
  ["node.example.com", "127.0.0.1", "::1"],
  [`${"a".repeat(60)}.example.com`, "127.0.0.1"],
];
const chains = keys.flatMap((root) => keys.map((leaf) => [root, leaf] as const));

const roots = new Map<string, Promise<Authority>>();

/** One root for each key and list of names: a key with RSA takes its time. */
function rootOf(key: KeyType, names: readonly string[]): Promise<Authority> {
  const id = `${key} ${names}`;
  const root = roots.get(id) ?? makeAuthority({ names, key, now, onLine });
  roots.set(id, root);
  return root;
}

/** Whether OpenSSL's strict check lets the leaf serve under this root alone, and what it says. */
function verify(leaf: IssuedPair, root: Authority, options: readonly string[] = []) {
  const [rootFile, leafFile] = [file("root.crt", root.certificate), file("leaf.crt", leaf.certificate)];
  const args = ["-x509_strict", "-purpose", "sslserver", "-no-CApath", "-no-CAstore", "-CAfile", rootFile];
  return openssl(["verify", ...args, ...options, leafFile]);
}

describe.each(chains)("a root with %s over a leaf with %s", (rootKey, leafKey) => {
  describe.each(nameLists)("for %s", (...names) => {
    let root: Authority;
    let leaf: IssuedPair;

    beforeAll(async () => {
      root = await rootOf(rootKey, names);
      leaf = await issueLeaf({ names, key: leafKey, days: 90, now, issuer: root, onLine });
    });

    test.skipIf(!hasOpenssl)("passes OpenSSL's strict check, for each of its names", () => {
      expect(verify(leaf, root)).toMatchObject({ ok: true });
      for (const name of names) {
        const option = isAddress(name) ? "-verify_ip" : "-verify_hostname";
        expect(verify(leaf, root, [option, name])).toMatchObject({ ok: true });
      }
      expect(verify(leaf, root, ["-verify_hostname", "other.example.com"])).toMatchObject({ ok: false });
    });

    test("is taken in a handshake by who trusts the root and nothing else", async () => {
      const ca = root.certificate;
      for (const name of names.filter((each) => !each.startsWith("2001:"))) {
        const address = isAddress(name) ? name : "127.0.0.1";
        await expect(handshake({ pair: leaf, address, name, ca })).resolves.toMatch(/^[\da-f]{64}$/);
      }
      const [name = ""] = names;
      const address = isAddress(name) ? name : "127.0.0.1";
      await expect(handshake({ pair: leaf, address, name })).rejects.toMatchObject({
        code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      });
    });

    test("its two certificates point at each other", () => {
      const [upper, lower] = [new X509Certificate(root.certificate), new X509Certificate(leaf.certificate)];
      expect(lower.checkIssued(upper)).toBe(true);
      expect(lower.verify(upper.publicKey)).toBe(true);
      expect(lower.checkPrivateKey(root.key)).toBe(false);
      expect(upper.checkPrivateKey(root.key)).toBe(true);
      expect([upper.ca, lower.ca]).toEqual([true, false]);
      expect(lower.issuer).toBe(upper.subject);
    });
  });

  test.skipIf(!hasOpenssl).each([
    [["node.example.com"], "evil.example.org"],
    [["node.example.com"], "example.com"],
    [["node.example.com"], "badnode.example.com"],
    [["node.example.com"], "192.0.2.1"],
    [["node.example.com"], "2001:db8::1"],
    [["192.0.2.1"], "192.0.2.2"],
    [["192.0.2.1"], "node.example.com"],
    [["192.0.2.1"], "2001:db8::1"],
    [["2001:db8::1"], "2001:db8::2"],
    [["2001:db8::1"], "192.0.2.1"],
  ])("below a root for %s, OpenSSL refuses a leaf for %s", async (names, name) => {
    const root = await rootOf(rootKey, names);
    const strange = await issueLeaf({ names: [name], key: leafKey, days: 90, now, issuer: root, onLine });
    const { ok, said } = verify(strange, root);
    expect(ok).toBe(false);
    expect(said).toMatch(/(permitted|excluded) subtree violation/);
  });
});

test.skipIf(!hasOpenssl)("a leaf cannot sign in its turn", async () => {
  const names = ["node.example.com"];
  const root = await rootOf("ecdsa", names);
  const leaf = await issueLeaf({ names, key: "ecdsa", days: 90, now, issuer: root, onLine });
  const issuer = { certificate: leaf.certificate, key: createPrivateKey(leaf.key) };
  const below = await issueLeaf({ names, key: "ecdsa", days: 90, now, issuer, onLine });
  const chain = file("chain.crt", leaf.certificate);
  expect(verify(below, root, ["-untrusted", chain])).toMatchObject({ ok: false });
});
