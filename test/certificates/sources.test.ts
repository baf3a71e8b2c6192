import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sourceById, sources } from "../../src/certificates/index.ts";
import type { CertificateAnswers, CertificateSourceId } from "../../src/core/answers.ts";
import type { FileFacts } from "../../src/core/facts.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { IssueCertificate, Step } from "../../src/core/step.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { answersWith, factsWith, fitting, serving } from "./fixtures.ts";

const answersOf: Readonly<Record<CertificateSourceId, CertificateAnswers>> = {
  certbot: { source: "certbot", agreeTerms: true, server: "staging", challenge: "webroot", key: "ecdsa" },
  "self-signed": { source: "self-signed", key: "rsa", days: 365 },
  "own-ca": { source: "own-ca", key: "rsa", days: 365, caKey: "keep" },
  files: { source: "files", certificateFile: "/srv/a.crt", keyFile: "/srv/a.key" },
};

test("every source is found by its own id, and no two share one", () => {
  expect(new Set(sources.map(({ id }) => id)).size).toBe(sources.length);
  for (const source of sources) expect(sourceById(source.id)).toBe(source);
});

test("a source that is not there is refused by the field's name", () => {
  const missing = "carrier-pigeon" as CertificateSourceId;
  expect(() => sourceById(missing)).toThrow("certificate.source: carrier-pigeon is not built yet");
});

describe.each(sources.map((source) => [source.id, source] as const))("the contract, %s", (id, source) => {
  const answers = answersWith({ certificate: answersOf[id] });
  const facts = factsWith();

  test("the plan is pure: the same input gives the same plan, and the input stays", () => {
    const input = { answers, facts, rotate: false, serving };
    const before = structuredClone(input);
    expect(source.plan(input)).toEqual(source.plan(input));
    expect(input).toEqual(before);
  });

  test("steps have ids of their own and survive JSON", () => {
    const { steps } = source.plan({ answers, facts, rotate: false, serving });
    expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });

  test("the files are absolute paths, and every step for the pair names them", () => {
    const { certificateFile, keyFile, steps } = source.plan({ answers, facts, rotate: false, serving });
    expect([certificateFile, keyFile].every((path) => path.startsWith("/"))).toBe(true);
    for (const step of steps.filter((one) => one.kind === "IssueCertificate")) {
      expect([step.source, step.certificateFile, step.keyFile]).toEqual([id, certificateFile, keyFile]);
    }
  });

  test("a rotation changes the certificate and nothing that is there", () => {
    const { certificateFile } = source.plan({ answers, facts, rotate: true, serving });
    const files = Object.fromEntries(
      source.plan({ answers, facts, rotate: true, serving }).steps.flatMap((step) => placed(step)),
    );
    const there = { ...facts, files, certificates: { [certificateFile]: fitting } };
    const { steps } = source.plan({ answers, facts: there, rotate: true, serving });
    const changed = steps.filter((step) => step.action !== "no-op").map((step) => step.kind);
    expect(changed.every((kind) => kind === "IssueCertificate")).toBe(true);
  });
});

/** What a step leaves at its path. */
function placed(step: Step): readonly (readonly [string, FileFacts])[] {
  const owner = { uid: 0, gid: 0 };
  if (step.kind === "CreateDirectory") return [[step.path, { kind: "directory", mode: step.mode, ...owner }]];
  if (step.kind !== "WriteFile") return [];
  return [[step.path, { kind: "file", mode: step.mode, ...owner, sha256: sha256(step.content) }]];
}

test("a pair that self-signed hands out belongs together", async () => {
  const source = sourceById("self-signed");
  const { steps } = source.plan({ answers: answersWith(), facts: factsWith(), rotate: false, serving });
  const step = steps.find((one): one is IssueCertificate => one.kind === "IssueCertificate");
  if (step === undefined) throw new Error("the plan has no step for the pair");
  const issued = await source.issue(step, { host: new RealHost(), onLine: () => {} });
  if (!("files" in issued)) throw new Error("nobody was to be asked");
  const [key, certificate] = issued.files.map(({ content }) => Buffer.from(content));
  expect(issued.files.map(({ path, mode }) => [path, mode])).toEqual([
    [step.keyFile, 0o600],
    [step.certificateFile, 0o644],
  ]);
  expect(new X509Certificate(certificate ?? "").checkPrivateKey(createPrivateKey(key ?? ""))).toBe(true);
});
