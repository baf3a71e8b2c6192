import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { OwnCaAnswers, OwnCaFacts, RootFacts } from "../../../src/certificates/own-ca/own-ca-facts.ts";
import { places } from "../../../src/certificates/own-ca/places.ts";
import { planOwnCa } from "../../../src/certificates/own-ca/plan.ts";
import { probeOwnCa } from "../../../src/certificates/own-ca/probe.ts";
import type { SourcePlan } from "../../../src/certificates/source.ts";
import { openKey } from "../../../src/certificates/x509/protect-key.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";
import { answersWith, certificateFile, factsWith, inDays, serving } from "../fixtures.ts";
import { hasOpenssl } from "../openssl.ts";
import { temporaryFiles } from "../x509/temporary-files.ts";
import { someRoot } from "./root.ts";

const file = temporaryFiles();
const pkcs8 = { type: "pkcs8", format: "der" } as const;

const chosen: OwnCaAnswers = { source: "own-ca", key: "ecdsa", days: 365, caKey: "keep" };

const fittingRoot: RootFacts = {
  fingerprint: "ab".repeat(32),
  names: ["node.example.com"],
  covers: true,
  signed: true,
  notAfter: inDays(3_650),
  keyPresent: true,
  protected: false,
};

function planWith(seen: OwnCaFacts, more: Partial<OwnCaAnswers> = {}): SourcePlan {
  const answers = answersWith({ certificate: { ...chosen, ...more } });
  return planOwnCa({
    answers,
    facts: { ...factsWith(), sources: { "own-ca": seen } },
    rotate: false,
    serving,
  });
}

function probeWith(files: Readonly<Record<string, Placed>>, more: Partial<OwnCaAnswers> = {}) {
  return probeOwnCa(new MemoryHost({ files }), answersWith({ certificate: { ...chosen, ...more } }));
}

describe("a root's key without its certificate", () => {
  test.each([
    ["is missing", {}],
    ["cannot be read", { [places.certificate]: "half a fi" }],
  ])("is never overwritten: the certificate %s", async (_, files) => {
    const { key } = await someRoot();
    const seen = await probeWith({ [places.key]: { content: key, mode: 0o600 }, ...files });
    expect(seen).toEqual({ loneKey: true });
    expect(planWith(seen).problems).toEqual([
      {
        text: expect.stringContaining(places.key),
        next: `bring ${places.certificate} back; a copy is /var/lib/wss-setup-www/wss-setup-root.pem`,
      },
    ]);
  });

  test("is no problem where there is no key either", async () => {
    expect(planWith(await probeWith({})).problems).toEqual([]);
  });
});

test("a leaf that cannot be read does not make the root count as gone", async () => {
  const { certificate, key } = await someRoot();
  const files = { [places.certificate]: certificate, [places.key]: key, [certificateFile]: "half a fi" };
  expect((await probeWith(files)).root).toMatchObject({ covers: true, signed: false, keyPresent: true });
});

test("a root that fits signs: nothing speaks against it", () => {
  expect(planWith({ root: fittingRoot })).toMatchObject({ problems: [], warnings: [] });
});

describe("a passphrase for a root whose key lies open", () => {
  const caPassphraseFile = "/root/ca.pass";
  const seen = { root: fittingRoot, passphraseFile: "fine" } as const;

  test("is not used, and the plan says so and how to have it", () => {
    expect(planWith(seen, { caPassphraseFile }).warnings).toEqual([
      {
        id: "root-key-open",
        text: expect.stringContaining(`${caPassphraseFile} is not used`),
        next: expect.stringContaining("openssl pkcs8 -topk8 -scrypt"),
      },
    ]);
  });

  test.skipIf(!hasOpenssl)("what the plan names makes a key that the passphrase opens", async () => {
    const { key } = await someRoot();
    const [passphrase, open] = [file("ca.pass", "correct horse\n"), file("root.key", key)];
    const [warning] = planWith(seen, { caPassphraseFile: passphrase }).warnings;
    const command = (warning?.next ?? "").replaceAll(places.key, open);
    execFileSync("sh", ["-euc", command]);
    const made = readFileSync(open, "utf8");
    expect(made).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    expect((await openKey(made, "correct horse")).export(pkcs8)).toEqual((await openKey(key)).export(pkcs8));
  });

  test.each<[string, OwnCaFacts]>([
    ["the key is under it", { ...seen, root: { ...fittingRoot, protected: true } }],
    ["the key is not there", { ...seen, root: { ...fittingRoot, keyPresent: false } }],
    ["a root is made with it", { passphraseFile: "fine" }],
  ])("no word where %s", (_, facts) => {
    expect(planWith(facts, { caPassphraseFile }).warnings).toEqual([]);
  });
});
