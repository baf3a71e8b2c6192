import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import { type Authority, makeAuthority } from "../../../src/certificates/x509/authority.ts";
import { issueLeaf } from "../../../src/certificates/x509/leaf.ts";
import { handshake } from "../handshake.ts";
import { hasOpenssl, openssl } from "../openssl.ts";
import { withTurns } from "../with-turns.ts";
import { temporaryFiles } from "./temporary-files.ts";

const names = ["node.example.com", "b.example.com", "127.0.0.1", "::1", "2001:db8::a:0:0:1"];
const now = new Date("2026-11-21T12:00:00.900Z");
const lines: string[] = [];
const onLine = (line: string) => lines.push(line);
const file = temporaryFiles();

/** The line below a heading of `openssl x509 -text`. */
function section(certificate: string, heading: string): string | undefined {
  const { said } = openssl(["x509", "-noout", "-text"], certificate);
  const all = said.split("\n").map((line) => line.trim());
  const place = all.findIndex((line) => line.startsWith(heading));
  return place === -1 ? undefined : all[place + 1];
}

describe("a pair with ECDSA that signs itself", () => {
  let pair: IssuedPair;
  let leaf: X509Certificate;

  beforeAll(async () => {
    pair = await issueLeaf({ names, key: "ecdsa", days: 365, now: new Date(), onLine });
    leaf = new X509Certificate(pair.certificate);
  });

  test("belongs together, on the curve P-256", () => {
    expect(leaf.checkPrivateKey(createPrivateKey(pair.key))).toBe(true);
    expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(leaf.verify(leaf.publicKey)).toBe(true);
    expect(lines).toEqual(["making an ECDSA key on the curve P-256"]);
  });

  test("is PEM with Unix lines, the key PKCS#8", () => {
    expect(pair.certificate).toMatch(
      /^-----BEGIN CERTIFICATE-----\n([\w+/=]{1,64}\n)+-----END CERTIFICATE-----\n$/,
    );
    expect(pair.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n([\w+/=]{1,64}\n)+-----END PRIVATE KEY-----\n$/);
  });

  test("lists every name, the addresses as addresses", () => {
    expect(leaf.subjectAltName).toBe(
      "DNS:node.example.com, DNS:b.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:A:0:0:1",
    );
    expect([leaf.subject, leaf.issuer]).toEqual(["CN=node.example.com", "CN=node.example.com"]);
  });

  test("has a positive serial number of 16 octets", () => {
    expect(leaf.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test.skipIf(!hasOpenssl)("is a server's in OpenSSL's eyes, and enciphers no keys, as RSA would", () => {
    expect(section(pair.certificate, "X509v3 Basic Constraints: critical")).toBe("CA:FALSE");
    expect(section(pair.certificate, "X509v3 Key Usage: critical")).toBe("Digital Signature");
    expect(section(pair.certificate, "X509v3 Extended Key Usage:")).toBe("TLS Web Server Authentication");
    expect(section(pair.certificate, "X509v3 Authority Key Identifier:")).toBeUndefined();
    expect(openssl(["x509", "-noout", "-text"], pair.certificate).said).toContain("ecdsa-with-SHA256");
    const path = file("leaf.crt", pair.certificate);
    const strict = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", path, path];
    expect(openssl(strict)).toMatchObject({ ok: true });
  });

  test("serves a handshake", async () => {
    const fingerprint = createHash("sha256").update(leaf.raw).digest("hex");
    const attempt = { pair, address: "127.0.0.1", name: "b.example.com", ca: pair.certificate };
    expect(await handshake(attempt)).toBe(fingerprint);
  });
});

describe.each(["rsa", "ecdsa"] as const)("with %s", (key) => {
  test("it holds from an hour ago, for as many days as asked", async () => {
    const { certificate } = await issueLeaf({ names, key, days: 90, now, onLine });
    const leaf = new X509Certificate(certificate);
    expect(leaf.validFromDate.toISOString()).toBe("2026-11-21T11:00:00.000Z");
    expect(leaf.validToDate.toISOString()).toBe("2027-02-19T12:00:00.000Z");
  });

  test.skipIf(!hasOpenssl)("the key is identified by the SHA-1 of its bits (RFC 5280, 4.2.1.2)", async () => {
    const root = await makeAuthority({ names, key, now, onLine });
    const leaf = await issueLeaf({ names, key, days: 9, now, issuer: root, onLine });
    for (const pem of [root.certificate, leaf.certificate]) {
      expect(section(pem, "X509v3 Subject Key Identifier")).toBe(keyIdentifier(pem));
    }
    const above = section(leaf.certificate, "X509v3 Authority Key Identifier")?.replace(/^keyid:/, "");
    expect(above).toBe(keyIdentifier(root.certificate));
  });

  test("an abort ends it", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    const issued = issueLeaf({ names, key, days: 9, now, onLine, signal });
    await expect(issued).rejects.toThrow("enough");
  });
});

test("the screen stays alive while an RSA key of a root is made, and the key itself is never told", async () => {
  lines.length = 0;
  const [root, turns] = await withTurns<Authority>(makeAuthority({ names, key: "rsa", now, onLine }));
  expect(turns).toBeGreaterThan(100);
  expect(root.key.asymmetricKeyDetails).toMatchObject({ modulusLength: 3072 });
  expect(lines).toEqual(["making an RSA key of 3072 bits"]);
});

/** As OpenSSL writes it. The bits are what stands behind the algorithm in the public key (its last BIT STRING). */
function keyIdentifier(pem: string): string {
  const { publicKey } = new X509Certificate(pem);
  const bits =
    publicKey.asymmetricKeyType === "rsa"
      ? publicKey.export({ type: "pkcs1", format: "der" })
      : publicKey.export({ type: "spki", format: "der" }).subarray(-65);
  const digest = createHash("sha1").update(bits).digest("hex").toUpperCase();
  return digest.replace(/..(?!$)/g, "$&:");
}
