import { expect, test } from "vitest";
import { issueOwnCa } from "../../../src/certificates/own-ca/issue.ts";
import { places, rootCopies } from "../../../src/certificates/own-ca/places.ts";
import type { IssueCertificate } from "../../../src/core/step.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { certificateFile, keyFile, now } from "../fixtures.ts";

const step: IssueCertificate = {
  kind: "IssueCertificate",
  id: `certificate:${certificateFile}`,
  title: "new root, and certificate",
  why: "for the test",
  action: "create",
  undo: "exact",
  source: "own-ca",
  names: ["node.example.com"],
  key: "ecdsa",
  days: 365,
  certificateFile,
  keyFile,
  authority: {
    certificateFile: places.certificate,
    keyFile: places.key,
    create: true,
    offline: true,
    exports: rootCopies,
  },
};

test.each([
  ["was not asked for", {}],
  ["is empty", { secrets: { caPassphrase: "" } }],
])("a key that is to be carried away is never made open: the passphrase %s", async (_, secrets) => {
  const host = new MemoryHost({ now: new Date(now) });
  await expect(issueOwnCa(step, { host, onLine: () => {}, ...secrets })).rejects.toMatchObject({
    message: "a root's key that is carried away needs a passphrase",
  });
});

test("with a passphrase it is made, encrypted", async () => {
  const host = new MemoryHost({ now: new Date(now) });
  const secrets = { caPassphrase: "correct horse" };
  const issued = await issueOwnCa(step, { host, onLine: () => {}, secrets });
  const key = "files" in issued ? issued.files.find(({ path }) => path === places.key) : undefined;
  expect(key?.content).toContain("BEGIN ENCRYPTED PRIVATE KEY");
});
