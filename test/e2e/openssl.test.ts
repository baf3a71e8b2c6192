import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect } from "vitest";
import { renewalScript } from "../../src/certificates/renewal/script.ts";
import { makeAuthority } from "../../src/certificates/x509/authority.ts";
import { issueLeaf } from "../../src/certificates/x509/leaf.ts";
import { openKey, protectKey } from "../../src/certificates/x509/protect-key.ts";
import type { KeyType } from "../../src/core/answers.ts";
import type { Box } from "../helpers/box/box.ts";
import { suites } from "../helpers/box/golden.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const names = ["node.example.com", "192.0.2.7", "2001:db8::7"];
const files = {
  certificateFile: "/etc/ssl/certs/wss-setup.crt",
  keyFile: "/etc/ssl/private/wss-setup.key",
};
const root = { certificateFile: "/root/ca/root.crt", keyFile: "/root/ca/root.key" };
const strict = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-no-CApath", "-CAfile"];
const onLine = () => {};

/** The key of the pair, and of its root where there is one. */
const ways: readonly (readonly [KeyType, KeyType | undefined])[] = [
  ["rsa", undefined],
  ["ecdsa", undefined],
  ["rsa", "ecdsa"],
  ["ecdsa", "rsa"],
];

inBoxes("certificates of ours and OpenSSL", () => {
  cellsOf("certificates and OpenSSL").each(suites, (suite) => suite === "bullseye")(
    "%s: it takes our chains and our keys, we take its keys, and it renews the pair by itself",
    async (suite) => {
      await withBox({ suite }, async (box) => {
        await box.run(["install", "-d", "-m", "0700", "/root/ca", "/etc/ssl/private"]);
        for (const [key, rootKey] of ways) await expectRenewed(box, key, rootKey);
        await expectKeysExchanged(box);
        expect(await box.run(["ls", "-A", "/etc/ssl/private", "/tmp"])).not.toMatch(/\.old|\.new-|tmp\./);
      });
    },
  );
});

async function expectRenewed(box: Box, key: KeyType, rootKey: KeyType | undefined): Promise<void> {
  const now = new Date();
  const issuer = rootKey && (await makeAuthority({ names, key: rootKey, now, onLine }));
  const old = await issueLeaf({ names, key, days: 29, now, issuer, onLine });
  await box.writeFile(files.certificateFile, old.certificate, "0644");
  await box.writeFile(files.keyFile, old.key, "0600");
  if (issuer !== undefined) {
    await box.writeFile(root.certificateFile, issuer.certificate, "0644");
    const pem = issuer.key.export({ type: "pkcs8", format: "pem" }).toString();
    await box.writeFile(root.keyFile, pem, "0600");
  }
  const anchor = issuer === undefined ? files.certificateFile : root.certificateFile;
  expect(await box.run([...strict, anchor, files.certificateFile])).toContain("OK");

  const [test, reload] = [["true"], ["true"]];
  const under = issuer === undefined ? {} : { root };
  const settings = {
    names,
    key,
    days: 365,
    ...files,
    ...under,
    test,
    reload,
    lockFile: "/run/wss-setup.lock",
    recordFile: "/run/renewed",
  };
  await box.writeFile("/usr/local/lib/renew", renewalScript(settings), "0755");
  expect(await box.exec(["/usr/local/lib/renew"])).toMatchObject({ code: 0, stderr: "" });

  const [certificate, privateKey] = [
    await box.readFile(files.certificateFile),
    await box.readFile(files.keyFile),
  ];
  const leaf = new X509Certificate(certificate);
  expect(leaf.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  expect(leaf.subjectAltName).toBe(new X509Certificate(old.certificate).subjectAltName);
  expect(leaf.validToDate.getTime() - now.getTime()).toBeGreaterThan(364 * 86_400_000);
  expect(leaf.validFromDate.getTime()).toBeLessThan(now.getTime());
  expect(await box.run([...strict, anchor, files.certificateFile])).toContain("OK");
  expect(await box.run(["stat", "-c", "%a", files.keyFile, files.certificateFile])).toBe("600\n644\n");
  // A second run finds nothing to do.
  expect(await box.exec(["/usr/local/lib/renew"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
}

async function expectKeysExchanged(box: Box): Promise<void> {
  const { key } = await makeAuthority({ names, key: "ecdsa", now: new Date(), onLine });
  await box.writeFile("/root/pass", "a passphrase\n", "0600");
  await box.writeFile("/root/ours.key", await protectKey(key, "a passphrase"), "0600");
  const opened = await box.run(["openssl", "pkey", "-in", "/root/ours.key", "-passin", "file:/root/pass"]);
  expect(createPrivateKey(opened).equals(key)).toBe(true);
  await box.writeFile("/root/plain.key", opened, "0600");
  const topk8 = [
    "openssl",
    "pkcs8",
    "-topk8",
    "-scrypt",
    "-in",
    "/root/plain.key",
    "-passout",
    "file:/root/pass",
  ];
  expect((await openKey(await box.run(topk8), "a passphrase")).equals(key)).toBe(true);
}
