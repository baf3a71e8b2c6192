import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueSelfSigned } from "../../../src/certificates/self-signed/issue.ts";
import type { IssuedPair } from "../../../src/certificates/source.ts";
import type { IssueCertificate } from "../../../src/core/step.ts";
import { RealHost } from "../../../src/host/real-host.ts";
import { certificateFile, keyFile } from "../fixtures.ts";
import { handshake } from "../handshake.ts";
import { hasOpenssl, openssl } from "../openssl.ts";
import { withTurns } from "../with-turns.ts";

const names = ["node.example.com", "b.example.com", "127.0.0.1", "::1", "2001:db8::a:0:0:1"];
const begun = new Date("2026-11-21T12:00:00Z");

const step: IssueCertificate = {
  kind: "IssueCertificate",
  id: `certificate:${certificateFile}`,
  title: "pair",
  why: "A test wants one.",
  action: "create",
  undo: "exact",
  source: "self-signed",
  names,
  key: "rsa",
  days: 365,
  certificateFile,
  keyFile,
};

const host = new RealHost();
const lines: string[] = [];
let pair: IssuedPair;
let leaf: X509Certificate;
let turnsOfTheLoop: number;

beforeAll(async () => {
  const issued = issueSelfSigned(step, { host, onLine: (line) => lines.push(line) });
  [pair, turnsOfTheLoop] = await withTurns(issued);
  leaf = new X509Certificate(pair.certificate);
});

/** `openssl x509 -text` speaks in sections; this gives the line below a heading. */
function section(heading: string): string | undefined {
  const { said } = openssl(["x509", "-noout", "-text"], pair.certificate);
  const all = said.split("\n").map((line) => line.trim());
  return all[all.findIndex((line) => line.startsWith(heading)) + 1];
}

describe("while the key is made", () => {
  test("the screen stays alive", () => {
    expect(turnsOfTheLoop).toBeGreaterThan(100);
  });

  test("progress is told, and no line holds key material", () => {
    expect(lines).toEqual(["making an RSA key of 2048 bits"]);
  });
});

describe("the certificate", () => {
  test("lists every name, the addresses as addresses", () => {
    expect(leaf.subjectAltName).toBe(
      "DNS:node.example.com, DNS:b.example.com, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:A:0:0:1",
    );
    expect(leaf.subject).toBe("CN=node.example.com");
    expect(leaf.issuer).toBe(leaf.subject);
  });

  test("holds from an hour ago, for as many days as asked", async () => {
    const clock = Object.assign(new RealHost(), { now: () => begun });
    const other = new X509Certificate(
      (await issueSelfSigned({ ...step, days: 90 }, { host: clock, onLine: () => {} })).certificate,
    );
    expect(other.validFromDate.toISOString()).toBe("2026-11-21T11:00:00.000Z");
    expect(other.validToDate.toISOString()).toBe("2027-02-19T12:00:00.000Z");
    expect(other.serialNumber).not.toBe(leaf.serialNumber);
    expect(other.publicKey.equals(leaf.publicKey)).toBe(false);
  });

  test("has a positive serial number of 16 octets", () => {
    expect(leaf.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  });

  test("is signed by its own key, RSA of 2048 bits", () => {
    expect(leaf.verify(leaf.publicKey)).toBe(true);
    expect(leaf.publicKey.asymmetricKeyDetails).toMatchObject({
      modulusLength: 2048,
      publicExponent: 65537n,
    });
  });

  test("and the key are PEM with Unix lines", () => {
    expect(pair.certificate).toMatch(/^-----BEGIN CERTIFICATE-----\n[^\r]+\n-----END CERTIFICATE-----\n$/);
    expect(pair.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^\r]+\n-----END PRIVATE KEY-----\n$/);
  });

  test("takes the first name that fits where the first is too long for a common name", async () => {
    const long = `${"a".repeat(60)}.example.com`;
    const made = await issueSelfSigned(
      { ...step, names: [long, "short.example"] },
      { host, onLine: () => {} },
    );
    const other = new X509Certificate(made.certificate);
    expect(other.subject).toBe("CN=short.example");
    expect(other.checkHost(long)).toBe(long);
  });
});

describe.skipIf(!hasOpenssl)("in OpenSSL's eyes", () => {
  const folder = mkdtempSync(join(tmpdir(), "wss-setup-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("it is a server's, no authority's, and signed with SHA-256", () => {
    expect(section("X509v3 Basic Constraints: critical")).toBe("CA:FALSE");
    expect(section("X509v3 Key Usage: critical")).toBe("Digital Signature, Key Encipherment");
    expect(section("X509v3 Extended Key Usage:")).toBe("TLS Web Server Authentication");
    expect(section("X509v3 Subject Key Identifier:")).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    expect(openssl(["x509", "-noout", "-text"], pair.certificate).said).toContain(
      "Signature Algorithm: sha256WithRSAEncryption",
    );
  });

  test.each([
    ["-verify_hostname", "b.example.com"],
    ["-verify_ip", "127.0.0.1"],
    ["-verify_ip", "::1"],
  ])("it passes the strict check once it is trusted: %s %s", (option, name) => {
    const file = join(folder, "leaf.crt");
    writeFileSync(file, pair.certificate);
    const args = ["verify", "-x509_strict", "-purpose", "sslserver", option, name, "-CAfile", file, file];
    expect(openssl(args)).toEqual({ ok: true, said: `${file}: OK\n` });
  });

  test("its key is sound", () => {
    expect(openssl(["pkey", "-noout", "-check"], pair.key).said).toContain("Key is valid");
  });
});

describe("a TLS handshake with the pair", () => {
  test.each([
    ["127.0.0.1", "node.example.com"],
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
  ])("succeeds at %s for %s when the certificate is trusted", async (address, name) => {
    const fingerprint = createHash("sha256").update(leaf.raw).digest("hex");
    expect(await handshake({ pair, address, name, ca: pair.certificate })).toBe(fingerprint);
  });

  test("fails for a name that is not in it", async () => {
    const tried = handshake({ pair, address: "127.0.0.1", name: "evil.example.com", ca: pair.certificate });
    await expect(tried).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  test("fails where nobody trusts it", async () => {
    const tried = handshake({ pair, address: "127.0.0.1", name: "node.example.com" });
    await expect(tried).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });
});

test("an abort ends it", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(issueSelfSigned(step, { host, onLine: () => {}, signal })).rejects.toThrow("enough");
});
