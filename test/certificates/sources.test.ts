import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sourceById, sources } from "../../src/certificates/index.ts";
import type { CertificateAnswers, CertificateSourceId } from "../../src/core/answers.ts";
import type { IssueCertificate } from "../../src/core/step.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { answersWith, factsWith, fitting } from "./fixtures.ts";

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
    const input = { answers, facts, rotate: false };
    const before = structuredClone(input);
    expect(source.plan(input)).toEqual(source.plan(input));
    expect(input).toEqual(before);
  });

  test("steps have ids of their own and survive JSON", () => {
    const { steps } = source.plan({ answers, facts, rotate: false });
    expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
    expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
  });

  test("the files are absolute paths, and every step for the pair names them", () => {
    const { certificateFile, keyFile, steps } = source.plan({ answers, facts, rotate: false });
    expect([certificateFile, keyFile].every((path) => path.startsWith("/"))).toBe(true);
    for (const step of steps.filter((one) => one.kind === "IssueCertificate")) {
      expect([step.source, step.certificateFile, step.keyFile]).toEqual([id, certificateFile, keyFile]);
    }
  });

  test("a rotation changes the certificate and nothing that is there", () => {
    const { certificateFile } = source.plan({ answers, facts, rotate: true });
    const folder = { kind: "directory", mode: 0o755, uid: 0, gid: 0 } as const;
    const there = {
      ...facts,
      files: { "/etc/ssl": folder, "/etc/ssl/certs": folder, "/etc/ssl/private": folder },
      certificates: { [certificateFile]: fitting },
    };
    const { steps } = source.plan({ answers, facts: there, rotate: true });
    const changed = steps.filter((step) => step.action !== "no-op").map((step) => step.kind);
    expect(changed.every((kind) => kind === "IssueCertificate")).toBe(true);
  });
});

test("a pair that self-signed hands out belongs together", async () => {
  const source = sourceById("self-signed");
  const { steps } = source.plan({ answers: answersWith(), facts: factsWith(), rotate: false });
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
