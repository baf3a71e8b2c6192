import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { type Acme, type AcmeOptions, startAcme } from "../../helpers/acme/acme.ts";
import type { Box, BoxOptions } from "../../helpers/box/box.ts";
import { suites } from "../../helpers/box/golden.ts";
import { echoOver } from "../../helpers/client/websocket.ts";
import { expectUndone } from "../helpers/as-before.ts";
import { answersFile, exits } from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const names = ["node.example.com", "rpc.example.com"];

/** A box with an ACME server of its own. */
async function withAcme(
  options: Partial<BoxOptions>,
  work: (box: Box, acme: Acme) => Promise<void>,
  lab: AcmeOptions = {},
): Promise<void> {
  await withBox(options, async (box) => {
    const acme = await startAcme(box, lab);
    try {
      await work(box, acme);
    } finally {
      await acme.stop();
    }
  });
}

async function writeAnswers(
  box: Box,
  acme: Acme,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { certificate, ...rest } = more;
  const answers = {
    backend: "ws://127.0.0.1:9944",
    names,
    certificate: {
      source: "certbot",
      agreeTerms: true,
      server: acme.directory,
      ...(certificate as object | undefined),
    },
    ...rest,
  };
  await box.writeFile(answersFile, JSON.stringify(answers));
}

function apply(box: Box, acme: Acme) {
  return box.wssSetup(["apply", "-a", answersFile, "--yes"], { env: acme.env });
}

/** Fails unless a client that trusts this authority alone gets its echo under every name, over both families. */
async function expectTrusted(box: Box, acme: Acme, expected: readonly string[] = names): Promise<void> {
  const ca = await acme.roots();
  for (const host of expected) {
    for (const ip of [box.ip4, box.ip6]) {
      expect(await echoOver({ ip, host, ca, timeout: 5_000 })).toMatchObject({ status: 101, echo: "hello" });
    }
  }
}

const certificateFile = "/etc/letsencrypt/live/wss-setup/fullchain.pem";

inBoxes("certbot", () => {
  it.each(suites)(
    "%s: an empty box has a certificate of the authority, by webroot, with ECDSA",
    async (suite) => {
      await withAcme({ suite }, async (box, acme) => {
        const before = await box.snapshot();
        await writeAnswers(box, acme);
        const { stderr } = exits(0, await apply(box, acme));
        expect(stderr).toContain("ok: Renewal: rehearsed");
        await expectTrusted(box, acme);
        const certificate = new X509Certificate(await box.readFile(certificateFile));
        expect(certificate.publicKey.asymmetricKeyType).toBe("ec");
        exits(0, await box.wssSetup(["plan", "-a", answersFile], { env: acme.env }));
        exits(0, await box.wssSetup(["undo", "--yes"], { env: acme.env }));
        const { expectAsBefore } = await import("../helpers/as-before.ts");
        await expectAsBefore(box, before);
      });
    },
  );
});
