import { describe, expect, test } from "vitest";
import { planSelfSigned } from "../../../src/certificates/self-signed/plan.ts";
import type { CertificateFacts, FileFacts } from "../../../src/core/facts.ts";
import type { IssueCertificate } from "../../../src/core/step.ts";
import { answersWith, certificateFile, factsWith, fitting, keyFile, serving } from "../fixtures.ts";

const folder: FileFacts = { kind: "directory", mode: 0o710, uid: 0, gid: 115 };
const folders = { "/etc/ssl": folder, "/etc/ssl/certs": folder, "/etc/ssl/private": folder };

function pairStep(certificate?: CertificateFacts, rotate = false, files = {}): IssueCertificate | undefined {
  const facts = factsWith({
    files: { ...folders, ...files },
    ...(certificate === undefined ? {} : { certificate }),
  });
  const { steps } = planSelfSigned({ answers: answersWith(), facts, rotate, serving });
  return steps.find((step) => step.kind === "IssueCertificate");
}

describe("on a fresh box", () => {
  test("the missing folders come first, the keys' one closed to others", () => {
    const { steps } = planSelfSigned({ answers: answersWith(), facts: factsWith(), rotate: false, serving });
    expect(
      steps.map((step) => [step.kind, step.action, "path" in step && step.path, "mode" in step && step.mode]),
    ).toEqual([
      ["CreateDirectory", "create", "/etc/ssl", 0o755],
      ["CreateDirectory", "create", "/etc/ssl/certs", 0o755],
      ["CreateDirectory", "create", "/etc/ssl/private", 0o700],
      ["IssueCertificate", "create", false, false],
      ["CreateDirectory", "create", "/usr/local/lib/wss-setup", 0o755],
      ["WriteFile", "create", "/usr/local/lib/wss-setup/renew", 0o755],
      ["WriteFile", "create", "/etc/systemd/system/wss-setup-renew.service", 0o644],
      ["WriteFile", "create", "/etc/systemd/system/wss-setup-renew.timer", 0o644],
    ]);
  });

  test("the step says all that is needed to issue, and no key material", () => {
    expect(pairStep()).toMatchObject({
      id: `certificate:${certificateFile}`,
      source: "self-signed",
      names: ["node.example.com"],
      key: "rsa",
      days: 365,
      certificateFile,
      keyFile,
      undo: "exact",
    });
  });
});

describe("on a box that has been set up", () => {
  test("nothing is done while the pair fits, also where the folders have other modes", () => {
    const facts = factsWith({ files: folders, certificate: fitting });
    const { steps } = planSelfSigned({ answers: answersWith(), facts, rotate: false, serving });
    expect(steps.slice(0, 4).map((step) => step.action)).toEqual(["no-op", "no-op", "no-op", "no-op"]);
    expect(pairStep(fitting)?.why).toBe("The present pair fits; it ends in 354 days.");
  });

  test("a pair that does not fit is replaced, and the step says why", () => {
    expect(pairStep({ ...fitting, names: ["old.example.com"] })).toMatchObject({
      action: "update",
      why: "A new pair, because the names changed.",
    });
  });

  test.each([
    ["a new certificate that is asked for", fitting, true, ["trust-anew"]],
    ["one for other names", { ...fitting, names: ["old.example.com"] }, false, ["trust-anew"]],
    ["one that stays", fitting, false, []],
    ["the first one", undefined, false, []],
  ])("who trusts the one of before has to be told where it goes: %s", (_what, certificate, rotate, ids) => {
    const facts = factsWith({ files: folders, ...(certificate === undefined ? {} : { certificate }) });
    const { warnings } = planSelfSigned({ answers: answersWith(), facts, rotate, serving });
    expect(warnings.map(({ id }) => id)).toEqual(ids);
  });

  test("a rotation replaces a pair that fits", () => {
    expect(pairStep(fitting, true)).toMatchObject({
      action: "update",
      why: "A new pair, because a new one was asked for.",
    });
  });

  test("a file that is no certificate is replaced", () => {
    const garbage = { [certificateFile]: { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: "00" } };
    expect(pairStep(undefined, false, garbage)).toMatchObject({
      action: "update",
      why: "A new pair, because what is there is no certificate.",
    });
  });
});

test("a key of another type replaces the present pair", () => {
  const answers = answersWith({ certificate: { source: "self-signed", key: "ecdsa", days: 90 } });
  const facts = factsWith({ files: folders, certificate: fitting });
  const { steps, problems } = planSelfSigned({ answers, facts, rotate: false, serving });
  expect(problems).toEqual([]);
  expect(steps.find(({ kind }) => kind === "IssueCertificate")).toMatchObject({
    action: "update",
    why: "A new pair, because the key is to be ecdsa.",
    key: "ecdsa",
    days: 90,
  });
});
