import { X509Certificate } from "node:crypto";
import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { suites } from "../../helpers/box/golden.ts";
import { cellsOf } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeNames,
  acmeRun,
  expectTrusted,
  fetchedCertificate,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { exits } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

const renewal = "/etc/letsencrypt/renewal/wss-setup.conf";

async function onDisk(box: Box): Promise<X509Certificate> {
  return new X509Certificate(await box.readFile(fetchedCertificate));
}

inBoxes("what undo brings back of certbot's", () => {
  cellsOf("an undo before certbot's next renewal").each(suites, () => false)(
    "%s: stays through certbot's next renewal, which would lead to its newest pair, and is renewed as before",
    async (suite) => {
      await withAcme(
        async (box, acme) => {
          const [first = "", second = ""] = acmeNames;
          await writeAcmeAnswers(box, acme, { names: [first] });
          exits(0, await acmeApply(box, acme));
          const [old, conf] = [await onDisk(box), await box.readFile(renewal)];
          await writeAcmeAnswers(box, acme, { names: [second], certificate: { challenge: "standalone" } });
          exits(0, await acmeApply(box, acme));
          expect((await onDisk(box)).subjectAltName).toBe(`DNS:${second}`);
          expect(await box.readFile(renewal)).not.toBe(conf);

          exits(0, await acmeRun(box, acme, "undo", "--yes"));
          const renew = ["certbot", "renew", "--non-interactive", "--no-random-sleep-on-renew"];
          await box.run(renew, { env: acme.env });
          await box.run(["systemctl", "reload", "nginx"]);
          expect((await onDisk(box)).fingerprint256).toBe(old.fingerprint256);
          expect(await box.readFile(renewal)).toBe(conf);
          await expect.poll(() => servedFingerprint(box)).toBe(old.fingerprint256);
          await expectTrusted(box, acme, [first]);

          // Under its old name and by its old challenge, as a pair of its own.
          await box.run([...renew, "--force-renewal"], { env: acme.env });
          expect((await onDisk(box)).subjectAltName).toBe(`DNS:${first}`);
          await expect.poll(() => servedFingerprint(box)).toBe((await onDisk(box)).fingerprint256);
          exits(0, await acmeRun(box, acme, "status"));
        },
        { suite },
      );
    },
  );
});
