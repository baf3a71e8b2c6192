import { X509Certificate } from "node:crypto";
import { expect } from "vitest";
import type { Acme } from "../../helpers/acme/acme.ts";
import type { Box } from "../../helpers/box/box.ts";
import { suites } from "../../helpers/box/golden.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { openWebSocket } from "../../helpers/client/websocket.ts";
import { cellsOf } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeNames,
  acmeRun,
  expectTrusted,
  fetchedCertificate,
  orders,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { expectUndone } from "../helpers/as-before.ts";
import { answersFile, certificateFile, exits, setUp } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

/** A box that has nginx and certbot already: to install them takes longer than all that the test is about. */
function withAcmeReady(work: (box: Box, acme: Acme) => Promise<void>): Promise<void> {
  return withAcme(work, { variant: "certbot-installed" });
}

async function certificateIn(box: Box): Promise<X509Certificate> {
  return new X509Certificate(await box.readFile(fetchedCertificate));
}

inBoxes("certbot", () => {
  const cells = cellsOf("certbot on a box");

  cells.each(suites, (suite) => suite === "bookworm")(
    "%s: an empty box gets a certificate through its proxy, rehearses the renewal, and undo takes all back",
    async (suite) => {
      await withAcme(
        async (box, acme) => {
          const before = await box.snapshot();
          await writeAcmeAnswers(box, acme);
          const { stderr } = exits(0, await acmeApply(box, acme));
          expect(stderr).toContain("ok: Renewal: rehearsed");
          await expectTrusted(box, acme);
          expect((await certificateIn(box)).publicKey.asymmetricKeyType).toBe("ec");
          expect(await box.run(["systemctl", "is-active", "certbot.timer"])).toBe("active\n");

          const asked = orders(acme);
          exits(0, await acmeRun(box, acme, "plan", "-a", answersFile));
          exits(0, await acmeApply(box, acme));
          expect(orders(acme)).toBe(asked);
          exits(0, await acmeRun(box, acme, "status"));
          await expectUndone(box, before, ["nginx", "certbot"]);
        },
        { suite },
      );
    },
  );

  cells.each(
    [
      { where: "behind the proxy, which sends visitors on", redirectHttp: true },
      { where: "alone on port 80", redirectHttp: false },
    ],
    ({ redirectHttp }) => !redirectHttp,
  )("standalone, $where: gets a certificate, and the renewal is rehearsed", async ({ redirectHttp }) => {
    await withAcme(async (box, acme) => {
      await writeAcmeAnswers(box, acme, {
        certificate: { challenge: "standalone", key: "rsa" },
        redirectHttp,
      });
      const { stderr } = exits(0, await acmeApply(box, acme));
      expect(stderr).toContain("ok: Renewal: rehearsed");
      await expectTrusted(box, acme);
      expect((await certificateIn(box)).publicKey.asymmetricKeyType).toBe("rsa");
      exits(0, await acmeRun(box, acme, "plan", "-a", answersFile));
    });
  });

  cells.rest("a name more is a new certificate for both; a name less is gone from it", async () => {
    await withAcmeReady(async (box, acme) => {
      await writeAcmeAnswers(box, acme, { names: acmeNames.slice(0, 1) });
      exits(0, await acmeApply(box, acme));
      await expectTrusted(box, acme, acmeNames.slice(0, 1));
      await writeAcmeAnswers(box, acme);
      exits(0, await acmeApply(box, acme));
      await expectTrusted(box, acme);
      await writeAcmeAnswers(box, acme, { names: acmeNames.slice(1) });
      exits(0, await acmeApply(box, acme));
      expect((await certificateIn(box)).subjectAltName).toBe(`DNS:${acmeNames[1]}`);
    });
  });

  cells.sampled(
    "a renewal that certbot does by itself arrives at the clients, and no socket is dropped",
    async () => {
      await withAcmeReady(async (box, acme) => {
        await writeAcmeAnswers(box, acme);
        exits(0, await acmeApply(box, acme));
        const old = await servedFingerprint(box);
        const socket = await openWebSocket({ ip: box.ip4, host: acmeNames[0] });
        if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
        const renew = [
          "certbot",
          "renew",
          "--force-renewal",
          "--no-random-sleep-on-renew",
          "--non-interactive",
        ];
        await box.run(renew, { env: acme.env });
        await expect.poll(() => servedFingerprint(box)).not.toBe(old);
        expect(await servedFingerprint(box)).toBe((await certificateIn(box)).fingerprint256);
        expect(await socket.ask("still here")).toBe("still here");
        exits(0, await acmeRun(box, acme, "status"));
        await socket.close();
      });
    },
  );

  cells.rest("status tells of a renewal that did not arrive", async () => {
    await withAcmeReady(async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      exits(0, await acmeApply(box, acme));
      const renew = ["renew", "--force-renewal", "--no-random-sleep-on-renew", "--non-interactive"];
      await box.run(["certbot", ...renew, "--no-directory-hooks"], { env: acme.env });
      const { stdout } = exits(2, await acmeRun(box, acme, "status"));
      expect(stdout).toMatch(/serves another certificate than .*fullchain\.pem/);
    });
  });

  cells.rest(
    "from self-signed to certbot on a running endpoint: no socket is dropped, and undo leads back",
    async () => {
      await withAcmeReady(async (box, acme) => {
        await setUp(box, "limits: false\n");
        const old = await servedFingerprint(box);
        const socket = await openWebSocket({ ip: box.ip4, host: acmeNames[0] });
        if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
        await writeAcmeAnswers(box, acme, { limits: false });
        exits(0, await acmeApply(box, acme));
        await expectTrusted(box, acme);
        expect(await socket.ask("still here")).toBe("still here");
        expect((await box.exec(["test", "-e", certificateFile])).code).toBe(1);
        exits(0, await acmeRun(box, acme, "undo", "--yes"));
        expect(await servedFingerprint(box)).toBe(old);
        expect(await socket.ask("and still")).toBe("and still");
        await socket.close();
      });
    },
  );

  cells.rest(
    "from self-signed to a certbot that needs port 80 for itself: our proxy lets go of it first",
    async () => {
      await withAcmeReady(async (box, acme) => {
        await setUp(box);
        await writeAcmeAnswers(box, acme, { certificate: { challenge: "standalone" }, redirectHttp: false });
        exits(0, await acmeApply(box, acme));
        await expectTrusted(box, acme);
        exits(0, await acmeRun(box, acme, "plan", "-a", answersFile));
      });
    },
  );

  cells.rest(
    "rotate gets a new certificate and key; one that cannot be served leaves the old one",
    async () => {
      await withAcmeReady(async (box, acme) => {
        await writeAcmeAnswers(box, acme);
        exits(0, await acmeApply(box, acme));
        const old = await certificateIn(box);
        exits(0, await acmeRun(box, acme, "rotate", "--yes"));
        const fresh = await certificateIn(box);
        expect(fresh.publicKey.export({ type: "spki", format: "pem" })).not.toBe(
          old.publicKey.export({ type: "spki", format: "pem" }),
        );
        expect(await servedFingerprint(box)).toBe(fresh.fingerprint256);

        // The pair is fetched, and then nginx does not take it up.
        const dropIn = "/etc/systemd/system/nginx.service.d/no-reload.conf";
        await box.writeFile(dropIn, "[Service]\nExecReload=\nExecReload=/bin/false\n");
        await box.run(["systemctl", "daemon-reload"]);
        exits(3, await acmeRun(box, acme, "rotate", "--yes"));
        expect((await certificateIn(box)).fingerprint256).toBe(fresh.fingerprint256);
        expect(await servedFingerprint(box)).toBe(fresh.fingerprint256);
        await box.run(["rm", dropIn]);
        await box.run(["systemctl", "daemon-reload"]);
        exits(0, await acmeRun(box, acme, "rotate", "--yes"));
        expect(await servedFingerprint(box)).toBe((await certificateIn(box)).fingerprint256);
      });
    },
  );

  cells.rest("port 80 serves challenges and sends everybody else on", async () => {
    await withAcmeReady(async (box, acme) => {
      await writeAcmeAnswers(box, acme, { redirectHttp: false });
      exits(0, await acmeApply(box, acme));
      const at = { ip: box.ip4, tls: false, host: acmeNames[0] };
      expect(await httpGet(at)).toMatchObject({ status: 404 });
      exits(0, await acmeRun(box, acme, "plan", "-a", answersFile));
    });
  });
});
