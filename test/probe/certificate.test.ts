import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueSelfSigned } from "../../src/certificates/self-signed/issue.ts";
import { planSelfSigned } from "../../src/certificates/self-signed/plan.ts";
import type { IssuedPair } from "../../src/certificates/source.ts";
import type { IssueCertificate } from "../../src/core/step.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { probeCertificate } from "../../src/probe/certificate.ts";
import { answersWith, certificateFile, factsWith, serving } from "../certificates/fixtures.ts";
import { hasOpenssl, openssl } from "../certificates/openssl.ts";

const host = new RealHost();
const folder = mkdtempSync(join(tmpdir(), "wss-setup-"));
const answers = answersWith({ names: ["node.example.com", "192.0.2.7", "2001:db8::1"] });
let pair: IssuedPair;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

function probe(certificate: string, key: string) {
  return probeCertificate(host, file("a.crt", certificate), file("a.key", key));
}

beforeAll(async () => {
  const { steps } = planSelfSigned({ answers, facts: factsWith(), rotate: false, serving });
  const step = steps.find((one): one is IssueCertificate => one.kind === "IssueCertificate");
  if (step === undefined) throw new Error("the plan has no step for the pair");
  pair = await issueSelfSigned(step, { host, onLine: () => {} });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a pair of ours", () => {
  test("is seen as it was made", async () => {
    const seen = await probe(pair.certificate, pair.key);
    const der = Buffer.from(pair.certificate.replaceAll(/-----.*-----|\n/g, ""), "base64");
    expect(seen).toMatchObject({
      names: answers.names,
      fingerprint: createHash("sha256").update(der).digest("hex"),
      key: "rsa",
      selfSigned: true,
      issuer: "CN=node.example.com",
      keyMatches: true,
    });
    const life = Date.parse(seen?.notAfter ?? "") - Date.parse(seen?.notBefore ?? "");
    expect(life).toBe((365 * 24 + 1) * 3_600_000);
  });

  test("fits the plan that asked for it: a second run changes nothing", async () => {
    const seen = await probe(pair.certificate, pair.key);
    if (seen === undefined) throw new Error("the pair was not seen");
    const facts = {
      ...factsWith(),
      now: new Date().toISOString(),
      certificates: { [certificateFile]: seen },
    };
    const { steps } = planSelfSigned({ answers, facts, rotate: false, serving });
    expect(steps.find((step) => step.kind === "IssueCertificate")?.action).toBe("no-op");
  });

  test("shows nothing of its private key", async () => {
    const body = pair.key.split("\n").slice(1, -2);
    const told = JSON.stringify(await probe(pair.certificate, pair.key));
    expect(body.filter((line) => told.includes(line))).toEqual([]);
  });
});

describe("the key beside it", () => {
  const foreign = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

  test.each([
    ["belongs to another", () => foreign().export({ type: "pkcs8", format: "pem" }).toString()],
    ["is garbage", () => "no key"],
    [
      "is encrypted",
      () =>
        foreign().export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
    ],
  ])("does not match when it %s", async (_, key) => {
    expect((await probe(pair.certificate, key()))?.keyMatches).toBe(false);
  });

  test("does not match when it is missing", async () => {
    const seen = await probeCertificate(host, file("b.crt", pair.certificate), join(folder, "missing.key"));
    expect(seen?.keyMatches).toBe(false);
  });
});

describe("what is no certificate is not seen", () => {
  test.each([
    ["garbage", "no certificate"],
    ["nothing", ""],
    ["a block cut short", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"],
  ])("%s", async (_, text) => {
    expect(await probe(text, pair.key)).toBeUndefined();
  });

  test("a missing file and a folder", async () => {
    expect(await probeCertificate(host, join(folder, "missing.crt"), join(folder, "a.key"))).toBeUndefined();
    expect(await probeCertificate(host, folder, join(folder, "a.key"))).toBeUndefined();
  });
});

describe.skipIf(!hasOpenssl)("a certificate of other hands", () => {
  function made(args: readonly string[]): { readonly certificate: string; readonly key: string } {
    const key = join(folder, "other.key");
    const request = [
      "req",
      "-x509",
      "-nodes",
      "-keyout",
      key,
      "-days",
      "9",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
    ];
    const { said } = openssl([...request, ...args]);
    const certificate = /-----BEGIN[\s\S]*-----END CERTIFICATE-----/.exec(said)?.[0] ?? said;
    return { certificate, key };
  }

  test("has an ECDSA key, names of any case and an issuer of several parts", async () => {
    const { certificate, key } = made([
      "-subj",
      "/O=Ops/CN=X",
      "-addext",
      "subjectAltName=DNS:A.Example,IP:2001:DB8::1,email:a@b.example",
    ]);
    expect(await probeCertificate(host, file("c.crt", certificate), key)).toMatchObject({
      names: ["a.example", "2001:db8::1"],
      key: "ecdsa",
      selfSigned: true,
      issuer: "O=Ops, CN=X",
      keyMatches: true,
    });
  });

  test("cannot smuggle a second name in through the first", async () => {
    const config = file(
      "req.cnf",
      "[req]\ndistinguished_name=dn\nx509_extensions=x\n[dn]\n[x]\nsubjectAltName=@n\n[n]\nURI.1=http://a/\\, DNS:evil.example\nDNS.1=b.example\\, DNS:bad.example\n",
    );
    const { certificate, key } = made(["-config", config, "-subj", "/CN=X"]);
    const seen = await probeCertificate(host, file("d.crt", certificate), key);
    expect(seen?.names).toEqual(["b.example, dns:bad.example"]);
  });

  test("without any name has none", async () => {
    const { certificate, key } = made(["-subj", "/CN=only.example"]);
    expect((await probeCertificate(host, file("e.crt", certificate), key))?.names).toEqual([]);
  });
});
