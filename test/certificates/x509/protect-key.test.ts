import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  NoPrivateKey,
  openKey,
  protectKey,
  WrongPassphrase,
} from "../../../src/certificates/x509/protect-key.ts";
import { hasOpenssl, openssl } from "../openssl.ts";
import { withTurns } from "../with-turns.ts";
import { temporaryFiles } from "./temporary-files.ts";

const file = temporaryFiles();
const passphrase = "correct horse — Batterie";
const keys: readonly (readonly [string, KeyObject])[] = [
  ["rsa", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey],
  ["ecdsa", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey],
];

function plain(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

describe.each(keys)("a key of %s", (_type, key) => {
  test("opens with its passphrase", async () => {
    const pem = await protectKey(key, passphrase);
    expect(pem).toMatch(
      /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n([\w+/=]{1,64}\n)+-----END ENCRYPTED PRIVATE KEY-----\n$/,
    );
    expect((await openKey(pem, passphrase)).equals(key)).toBe(true);
  });

  test.each(["correct horse - Batterie", "", "x"])("does not open with %j", async (wrong) => {
    const pem = await protectKey(key, passphrase);
    await expect(openKey(pem, wrong)).rejects.toThrow(WrongPassphrase);
    await expect(openKey(pem)).rejects.toThrow("needs its passphrase");
  });

  test("an empty passphrase is none", async () => {
    const pem = await protectKey(key, "");
    expect(pem).toBe(plain(key));
    for (const given of [undefined, "", "any"]) expect((await openKey(pem, given)).equals(key)).toBe(true);
  });

  test("Node opens it too", async () => {
    const pem = await protectKey(key, passphrase);
    expect(createPrivateKey({ key: pem, passphrase }).equals(key)).toBe(true);
  });

  test.skipIf(!hasOpenssl)("OpenSSL opens what we protect, with this passphrase alone", async () => {
    const path = file("ours.key", await protectKey(key, passphrase));
    const good = file("good.pass", `${passphrase}\n`);
    const bad = file("bad.pass", "bad\n");
    expect(openssl(["pkey", "-in", path, "-passin", `file:${good}`])).toEqual({ ok: true, said: plain(key) });
    expect(openssl(["pkey", "-in", path, "-passin", `file:${bad}`])).toMatchObject({ ok: false });
    const { said } = openssl(["asn1parse", "-in", path]);
    for (const word of ["PBES2", "scrypt", "aes-256-cbc"]) expect(said).toContain(word);
  });

  test.skipIf(!hasOpenssl).each([
    ["scrypt as ours", ["-scrypt", "-v2", "aes-256-cbc"]],
    ["scrypt with other numbers", ["-scrypt", "-scrypt_N", "1024", "-scrypt_p", "3", "-v2", "aes-128-cbc"]],
    ["PBKDF2", ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256"]],
  ])("we open what OpenSSL protects: %s", async (_how, options) => {
    const good = file("good.pass", `${passphrase}\n`);
    const { said: pem } = openssl(["pkcs8", "-topk8", ...options, "-passout", `file:${good}`], plain(key));
    expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    expect((await openKey(pem, passphrase)).equals(key)).toBe(true);
    await expect(openKey(pem, "wrong")).rejects.toThrow(WrongPassphrase);
  });

  test("we open the older forms too", async () => {
    const type = key.asymmetricKeyType === "rsa" ? "pkcs1" : "sec1";
    const traditional = key.export({ type, format: "pem" }).toString();
    expect((await openKey(traditional)).equals(key)).toBe(true);
    const locked = key.export({ type, format: "pem", cipher: "aes-256-cbc", passphrase }).toString();
    expect((await openKey(locked, passphrase)).equals(key)).toBe(true);
    await expect(openKey(locked, "wrong")).rejects.toThrow(WrongPassphrase);
    await expect(openKey(locked)).rejects.toThrow(WrongPassphrase);
  });
});

test("the screen stays alive meanwhile", async () => {
  const [, key] = keys[0] ?? [];
  if (key === undefined) throw new Error("there is no key");
  const [pem, turnsToProtect] = await withTurns(protectKey(key, passphrase));
  const [, turnsToOpen] = await withTurns(openKey(pem, passphrase));
  expect(Math.min(turnsToProtect, turnsToOpen)).toBeGreaterThan(100);
});

test("two protections of one key share nothing", async () => {
  const [, key] = keys[1] ?? [];
  if (key === undefined) throw new Error("there is no key");
  const bodies = [await protectKey(key, passphrase), await protectKey(key, passphrase)];
  expect(new Set(bodies.flatMap((pem) => pem.split("\n").slice(2, -2))).size).toBeGreaterThan(4);
});

test.each([
  ["nothing", ""],
  ["a certificate's label", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  ["a broken key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"],
  ["no PEM", "hello"],
])("%s is no private key", async (_what, text) => {
  await expect(openKey(text, passphrase)).rejects.toThrow(NoPrivateKey);
});
