import { expect } from "vitest";
import { matrix } from "../../helpers/matrix.ts";
import { acmeApply, acmeRun, expectTrusted, withAcme, writeAcmeAnswers } from "../helpers/acme-box.ts";
import { expectUndone } from "../helpers/as-before.ts";
import { answersFile, exits } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

const ways = [
  { title: "through Apache", certificate: {}, redirectHttp: true },
  { title: "by itself behind Apache", certificate: { challenge: "standalone" }, redirectHttp: true },
  { title: "by itself on port 80", certificate: { challenge: "standalone" }, redirectHttp: false },
];

inBoxes("certbot and Apache", () => {
  matrix(
    "certbot and Apache",
    ways.map(({ title, ...answers }) => ({
      title: `an empty box gets a certificate ${title}, rehearses the renewal, and undo takes all back`,
      sampled: false,
      timeout: 600_000,
      run: () =>
        withAcme(async (box, acme) => {
          const before = await box.snapshot();
          await writeAcmeAnswers(box, acme, { proxy: "apache", ...answers });
          const { stderr } = exits(0, await acmeApply(box, acme));
          expect(stderr).toContain("ok: Renewal: rehearsed");
          await expectTrusted(box, acme);
          exits(0, await acmeRun(box, acme, "plan", "-a", answersFile));
          exits(0, await acmeRun(box, acme, "status"));
          await expectUndone(box, before, ["apache2", "certbot"]);
        }),
    })),
  );
});
