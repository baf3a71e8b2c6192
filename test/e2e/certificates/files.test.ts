import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { issue, type Pair, type Wanted } from "../../helpers/authority.ts";
import type { Box } from "../../helpers/box/box.ts";
import { diffSnapshots } from "../../helpers/box/snapshot-diff.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { expectAsBefore, expectUntouched } from "../helpers/as-before.ts";
import { answersFile, apply, exits, journalFile, name, plan } from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const folder = "/etc/operator";
const certificateFile = `${folder}/node.crt`;
const keyFile = `${folder}/node.key`;
const names = [name, "rpc.example.com"];

/** ISO 8601, so many days from now. */
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const lasting = { notBefore: inDays(-1), notAfter: inDays(90) };

const root = issue("Operator's Root", { authority: true, ...lasting });
const middle = issue("Operator's Intermediate", { authority: true, by: root, ...lasting });

function leaf(wanted: Wanted = {}): Pair {
  return issue(name, { names, by: middle, ...lasting, ...wanted });
}

const good = leaf();

/** Puts a pair where the answers say, as an operator would: the key for root alone. */
async function place(
  box: Box,
  { certificate, key }: Pair,
  { chain = certificate + middle.certificate, mode = "0600" } = {},
): Promise<void> {
  await box.run(["mkdir", "-p", folder]);
  await box.writeFile(certificateFile, chain);
  await box.writeFile(keyFile, key, mode);
}

async function writeAnswers(box: Box, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const certificate = { source: "files", certificateFile, keyFile };
  await box.writeFile(
    answersFile,
    JSON.stringify({ backend: "ws://127.0.0.1:9944", names, certificate, ...more }),
  );
}

function fingerprintOf({ certificate }: Pair): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** Fails unless a client that trusts the operator's root alone gets its echo under every name, with this certificate. */
async function expectServed(box: Box, pair: Pair): Promise<void> {
  for (const host of names) {
    for (const ip of [box.ip4, box.ip6]) {
      const report = await echoOver({ ip, host, ca: root.certificate, timeout: 5_000 });
      expect(report).toMatchObject({
        status: 101,
        echo: "hello",
        session: { fingerprint: fingerprintOf(pair) },
      });
    }
  }
}

inBoxes("a pair of the operator", () => {
  it("is served where it lies, a new one in its place is taken up without a drop, and undo touches neither", async () => {
    await withBox({}, async (box) => {
      await place(box, good);
      const before = await box.snapshot();
      await writeAnswers(box);
      const { stderr } = exits(0, await apply(box));
      expect(stderr).toContain("which this box does not trust");
      await expectServed(box, good);
      exits(0, await plan(box));
      const done = await box.snapshot();

      const socket = await openWebSocket({ ip: box.ip4, host: name });
      if (!("ask" in socket)) throw new Error(`The handshake was answered with ${socket.status}.`);
      const same = exits(0, await box.wssSetup(["rotate", "--yes"]));
      expect(same.stderr + same.stdout).toContain("still holds the certificate that is served already");

      const second = leaf({ notAfter: inDays(80) });
      await place(box, second);
      await expectServed(box, good);
      exits(2, await box.wssSetup(["status"]));
      exits(0, await box.wssSetup(["rotate", "--yes"]));
      await expectServed(box, second);

      const third = leaf({ notAfter: inDays(70) });
      await place(box, third);
      exits(2, await plan(box));
      exits(0, await apply(box));
      await expectServed(box, third);
      exits(0, await plan(box));
      expect(await socket.ask("still here")).toBe("still here");
      await socket.close();

      await place(box, leaf({ notAfter: inDays(-0.5) }));
      const broken = await box.snapshot();
      expect(exits(64, await box.wssSetup(["rotate", "--yes"])).stderr).toMatch(/node\.crt ended on/);
      await expectUntouched(box, broken);
      await expectServed(box, third);

      await place(box, good);
      const changed = diffSnapshots(done, await box.snapshot());
      expect(changed.filter((line) => !line.includes(journalFile))).toEqual([]);
      exits(0, await box.wssSetup(["remove", "--yes"]));
      await expectAsBefore(box, before);
    });
  });

  it("that cannot be served is named in one line, and nothing is touched", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const wrong: string[] = [];
      const look = async (what: string, says: RegExp, prepare: () => Promise<void>) => {
        await prepare();
        const before = await box.snapshot();
        const { code, stdout, stderr } = await apply(box);
        const lines = stderr.split("\n").filter((line) => /^wss-setup: /.test(line));
        const clear = stdout === "" && !/^\s+at |undefined|\[object/m.test(stderr);
        if (code !== 64 || !clear || lines.length !== 1 || !says.test(lines[0] ?? ""))
          wrong.push(`${what}: exit code ${code}\n${stderr}${stdout}`);
        await expectUntouched(box, before);
      };
      const bad: readonly (readonly [what: string, pair: Pair, says: RegExp])[] = [
        ["another key", { ...good, key: issue("another").key }, /node\.key does not belong/],
        ["expired", leaf({ notBefore: inDays(-9), notAfter: inDays(-1) }), /node\.crt ended on/],
        ["not yet valid", leaf({ notBefore: inDays(1) }), /not valid yet/],
        ["a name too few", leaf({ names: [name] }), /does not cover rpc\.example\.com/],
        ["a short key", leaf({ bits: 1024 }), /1024 bits/],
        ["SHA-1", leaf({ hash: "sha1" }), /SHA-1/],
      ];
      for (const [what, pair, says] of bad) await look(what, says, () => place(box, pair));
      const swapped = { chain: good.key };
      await look("swapped", /node\.crt is the key and .*node\.key is the certificate/, () =>
        place(box, { ...good, key: good.certificate }, swapped),
      );
      await look("out of order", /number 2 in .*node\.crt/, () =>
        place(box, good, { chain: middle.certificate + good.certificate }),
      );
      await look("a key for everybody", /every user of this box can get at/, () =>
        place(box, good, { mode: "0644" }),
      );
      await look("a passphrase", /under a passphrase/, async () => {
        await place(box, good);
        const encrypted = `${folder}/encrypted`;
        await box.run([
          ...["openssl", "pkey", "-in", keyFile, "-aes256", "-passout", "pass:secret", "-out", encrypted],
        ]);
        await box.run(["mv", encrypted, keyFile]);
      });
      await look("no key", /there is no file .*node\.key/, async () => void (await box.run(["rm", keyFile])));
      expect(wrong.join("\n\n")).toBe("");
      await place(box, good);
      const { stderr } = await apply(box);
      expect(stderr, "the last of them is mended").toContain("ok:");
    });
  });

  it("takes over from a self-signed one without a drop, but not from our own files", async () => {
    await withBox({}, async (box) => {
      await place(box, good);
      await writeAnswers(box, { certificate: { source: "self-signed" } });
      exits(0, await apply(box));
      const socket = await openWebSocket({ ip: box.ip4, host: name });
      if (!("ask" in socket)) throw new Error(`The handshake was answered with ${socket.status}.`);
      const own = {
        certificateFile: "/etc/ssl/certs/wss-setup.crt",
        keyFile: "/etc/ssl/private/wss-setup.key",
      };
      await writeAnswers(box, { certificate: { source: "files", ...own } });
      expect(exits(64, await apply(box)).stderr).toContain("wss-setup.crt is wss-setup's own");
      await writeAnswers(box);
      exits(0, await apply(box));
      await expectServed(box, good);
      expect(await socket.ask("still here")).toBe("still here");
      await socket.close();
      expect((await box.exec(["ls", own.keyFile])).code).not.toBe(0);
    });
  });
});
