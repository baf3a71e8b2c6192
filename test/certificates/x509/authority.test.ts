import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { makeAuthority } from "../../../src/certificates/x509/authority.ts";
import { rootExports } from "../../../src/certificates/x509/exports.ts";
import { hasOpenssl, openssl } from "../openssl.ts";

const now = new Date("2026-11-27T12:00:00Z");
const names = ["node.example.com", "192.0.2.7"];
const onLine = () => {};

describe.each(["rsa", "ecdsa"] as const)("a root with %s", (key) => {
  const made = makeAuthority({ names, key, now, onLine });

  test("lasts ten years, or as long as asked", async () => {
    const root = new X509Certificate((await made).certificate);
    expect(root.validFromDate.toISOString()).toBe("2026-11-27T11:00:00.000Z");
    expect(root.validToDate.toISOString()).toBe("2036-11-26T12:00:00.000Z");
    const { certificate } = await makeAuthority({ names, key, now, days: 2, onLine });
    expect(new X509Certificate(certificate).validToDate.toISOString()).toBe("2026-11-29T12:00:00.000Z");
  });

  test("tells a person what it is for, and since when", async () => {
    const root = new X509Certificate((await made).certificate);
    expect(root.subject).toBe("CN=wss-setup root for node.example.com (2026-11-27)");
    expect(root.issuer).toBe(root.subject);
  });

  test.skipIf(!hasOpenssl)("signs certificates for its names alone, and no other authority", async () => {
    const { said } = openssl(["x509", "-noout", "-text"], (await made).certificate);
    const lines = said.split("\n").map((line) => line.trim());
    const extensions = lines.slice(lines.indexOf("X509v3 extensions:") + 1);
    expect(extensions.slice(0, extensions.indexOf("X509v3 Subject Key Identifier:"))).toEqual([
      "X509v3 Basic Constraints: critical",
      "CA:TRUE, pathlen:0",
      "X509v3 Key Usage: critical",
      "Certificate Sign, CRL Sign",
      "X509v3 Name Constraints: critical",
      "Permitted:",
      "DNS:node.example.com",
      "IP:192.0.2.7/255.255.255.255",
      "Excluded:",
      "IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0",
    ]);
  });
});

test("a long name is cut where the common name would grow too long", async () => {
  const long = "a-service-with-a-long-name.prod.internal.example.com";
  const { certificate } = await makeAuthority({ names: [long], key: "ecdsa", now, onLine });
  const name = new X509Certificate(certificate).subject.replace("CN=", "");
  expect(name).toBe("wss-setup root for a-service-with-a-long-name.pro.. (2026-11-27)");
  expect(name.length).toBeLessThanOrEqual(64);
});

test("it is handed out as one PEM block and as DER, whatever text stood around it", async () => {
  const { certificate } = await makeAuthority({ names, key: "ecdsa", now, onLine });
  const exports = rootExports(`# a note\n${certificate}\n# another\n`);
  expect(exports.pem).toBe(certificate);
  expect(new X509Certificate(exports.der).fingerprint256).toBe(
    new X509Certificate(certificate).fingerprint256,
  );
  expect(exports.der[0]).toBe(0x30);
  expect(() => rootExports("nothing")).toThrow();
});
