import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { suites } from "../../helpers/box/golden.ts";
import { openWss } from "../../helpers/browser/open-wss.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { cellsOf } from "../../helpers/matrix.ts";
import { expectUndone, expectUntouched } from "../helpers/as-before.ts";
import { answersFile, apply, exits, name, plan, setUp, writeAnswers } from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const rootFile = "/etc/wss-setup/ca/root.crt";
const rootKey = "/etc/wss-setup/ca/root.key";
const leafFile = "/etc/ssl/certs/wss-setup.crt";
const passphraseFile = "/root/ca.pass";

/** YAML for a root of the operator's own; `more` are further fields of it. */
function ownCa(more = ""): string {
  return `certificate:\n  source: own-ca\n${more}`;
}

async function writePassphrase(box: Box, text = "correct horse\n", mode = "0600"): Promise<void> {
  await box.writeFile(passphraseFile, text, mode);
}

async function expectTrustedByRoot(box: Box): Promise<void> {
  const ca = await box.readFile(rootFile);
  for (const host of [name, box.ip4]) {
    expect(await echoOver({ ip: box.ip4, host, ca, timeout: 5_000 })).toMatchObject({
      status: 101,
      echo: "hello",
    });
  }
  const strict = ["openssl", "verify", "-x509_strict", "-no-CApath", "-CAfile", rootFile, leafFile];
  expect(await box.run(strict)).toContain("OK");
}

inBoxes("own CA", () => {
  const cells = cellsOf("own CA on a box");

  cells.each(suites, (suite) => suite === "bookworm")(
    "%s: its root alone makes clients trust the endpoint, and undo takes all back",
    async (suite) => {
      await withBox({ suite }, async (box) => {
        await writeAnswers(box, ownCa());
        const before = await box.snapshot();
        exits(0, await apply(box));
        await expectTrustedByRoot(box);
        expect(await box.run(["stat", "-c", "%a %U", rootKey, "/etc/wss-setup/ca"])).toBe(
          "600 root\n700 root\n",
        );
        exits(0, await plan(box));
        const rotated = exits(0, await box.wssSetup(["rotate", "--yes"]));
        expect(rotated.stderr, "nothing is pending").not.toContain("left for the next apply");
        await expectTrustedByRoot(box);
        exits(0, await box.wssSetup(["undo", "--yes"]));
        await expectTrustedByRoot(box);
        await expectUndone(box, before);
      });
    },
  );

  it("Chromium opens the endpoint with this root alone, and refuses it with another", async () => {
    await withBox({}, async (box) => {
      await setUp(box, ownCa("  key: ecdsa\n"));
      const root = await box.readFile(rootFile);
      const at = { url: `wss://${name}`, resolve: { [name]: box.ip4 } };
      expect(await openWss({ ...at, trustedRoots: [root] })).toEqual({ opened: true, echo: "hello" });
      const refused = await openWss({ ...at, trustedRoots: [] });
      expect(refused).toMatchObject({
        opened: false,
        error: expect.stringContaining("ERR_CERT_AUTHORITY_INVALID"),
      });
    });
  });

  it("a root under a passphrase signs again with it, and with no other", async () => {
    await withBox({}, async (box) => {
      await writePassphrase(box);
      await setUp(box, ownCa(`  caPassphraseFile: ${passphraseFile}\n`));
      expect(await box.readFile(rootKey)).toContain("BEGIN ENCRYPTED PRIVATE KEY");
      const opens = ["openssl", "pkey", "-in", rootKey, "-passin", `file:${passphraseFile}`, "-noout"];
      await box.run(opens);
      const old = await box.readFile(leafFile);
      exits(0, await box.wssSetup(["rotate", "--yes"]));
      expect(await box.readFile(leafFile)).not.toBe(old);
      await expectTrustedByRoot(box);

      const fresh = await box.readFile(leafFile);
      await writePassphrase(box, "wrong\n");
      const { stderr } = exits(1, await box.wssSetup(["rotate", "--yes"]));
      expect(stderr).toContain("the passphrase does not open the root's key");
      expect(await box.readFile(leafFile)).toBe(fresh);
      await expectTrustedByRoot(box);
      const journal = await box.run(["cat", "/var/lib/wss-setup/journal.jsonl"]);
      expect(journal).not.toMatch(/correct horse|PRIVATE KEY/);
    });
  });

  const passphraseFiles = [
    { fault: "is not there", text: undefined, mode: "0600", said: /is not there/ },
    { fault: "is empty", text: "\n", mode: "0600", said: /is empty/ },
    { fault: "can be read by others", text: "secret\n", mode: "0644", said: /chmod 600/ },
  ];
  cells.each(passphraseFiles, ({ mode }) => mode === "0644")(
    "a passphrase file that $fault is refused, and nothing is touched",
    async ({ text, mode, said }) => {
      await withBox({}, async (box) => {
        if (text !== undefined) await writePassphrase(box, text, mode);
        await writeAnswers(box, ownCa(`  caPassphraseFile: ${passphraseFile}\n`));
        const before = await box.snapshot();
        expect(exits(64, await apply(box)).stderr).toMatch(said);
        await expectUntouched(box, before);
      });
    },
  );

  cells.rest("a root whose key is carried away signs only while it is back", async () => {
    await withBox({}, async (box) => {
      await writePassphrase(box);
      const offline = ownCa(`  caKey: offline\n  caPassphraseFile: ${passphraseFile}\n`);
      expect((await setUp(box, offline)).stderr).toContain("carry it away");
      await box.run(["mv", rootKey, "/srv/root.key"]);
      exits(0, await plan(box));
      exits(0, await box.wssSetup(["status"]));
      expect(exits(64, await box.wssSetup(["rotate", "--yes"])).stderr).toContain(
        `bring it back to ${rootKey}`,
      );
      await box.run(["mv", "/srv/root.key", rootKey]);
      exits(0, await box.wssSetup(["rotate", "--yes"]));
      await expectTrustedByRoot(box);
    });
  });

  cells.sampled(
    "a name outside its constraints is a new root, the old one is set aside, and undo brings it back",
    async () => {
      await withBox({}, async (box) => {
        await setUp(box, ownCa());
        const old = await box.readFile(rootFile);
        const files = () => box.run(["ls", "/etc/wss-setup/ca"]);
        await writeAnswers(box, ownCa(), [name, "other.example.org"]);
        expect((await plan(box)).stdout).toContain("A new root is made");
        exits(0, await apply(box));
        expect(await box.readFile(rootFile)).not.toBe(old);
        const mark = new X509Certificate(old).fingerprint256.replaceAll(":", "").slice(0, 8).toLowerCase();
        expect(await files()).toBe(`root-${mark}.crt\nroot-${mark}.key\nroot.crt\nroot.key\n`);
        await expectTrustedByRoot(box);
        exits(0, await box.wssSetup(["undo", "--yes"]));
        expect(await box.readFile(rootFile)).toBe(old);
        expect(await files()).toBe("root.crt\nroot.key\n");
        await expectTrustedByRoot(box);
      });
    },
  );
});

inBoxes("renewal without us", () => {
  const ways = [
    { title: "self-signed", source: "" },
    { title: "own CA", source: ownCa("  key: ecdsa\n") },
  ];
  cellsOf("renewal without us").each(ways, ({ source }) => source !== "")(
    "$title: a timer renews in time, no socket is dropped, and undo still takes all back",
    async ({ source }) => {
      await withBox({}, async (box) => {
        await writeAnswers(box, source);
        const before = await box.snapshot();
        exits(0, await apply(box));
        expect(await box.run(["systemctl", "is-active", "wss-setup-renew.timer"])).toBe("active\n");
        const run = () => box.run(["systemctl", "start", "wss-setup-renew.service"]);
        const first = await box.readFile(leafFile);
        await run();
        expect(await box.readFile(leafFile)).toBe(first);

        const socket = await openWebSocket({ ip: box.ip4, host: name });
        if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
        // The day before the last month: everything that asks for the time gets another one.
        const early = await box.readFile("/usr/local/lib/wss-setup/renew");
        await box.writeFile(
          "/usr/local/lib/wss-setup/renew",
          early.replace(/^renew_within=.*$/m, "renew_within=34560000"),
          "0755",
        );
        await run();
        await box.writeFile("/usr/local/lib/wss-setup/renew", early, "0755");
        const renewed = await box.readFile(leafFile);
        expect(renewed).not.toBe(first);
        const served = async () => (await echoOver({ ip: box.ip4, host: name })).session?.fingerprint;
        // The script does not wait for nginx's old workers to step back.
        await expect.poll(served).toBe(new X509Certificate(renewed).fingerprint256);
        expect(await socket.ask("still here")).toBe("still here");
        await socket.close();

        expect(exits(0, await box.wssSetup(["status"])).stdout).toContain("all as wss-setup left them");
        exits(0, await box.wssSetup(["plan", "-a", answersFile]));
        await expectUndone(box, before);
      });
    },
  );
});
