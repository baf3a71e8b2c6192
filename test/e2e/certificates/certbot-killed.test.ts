import { expect } from "vitest";
import { cellsOf } from "../../helpers/matrix.ts";
import { acmeApply, acmeRun, expectTrusted, withAcme, writeAcmeAnswers } from "../helpers/acme-box.ts";
import { expectAsBefore } from "../helpers/as-before.ts";
import { answersFile, exits } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

inBoxes("killed while certbot asks the authority, and once more while a renewal is rehearsed", () => {
  cellsOf("kills while certbot asks").rest(
    "the next run waits for that certbot, takes the ruin back, and ends at the endpoint",
    async () => {
      await withAcme(
        async (box, acme) => {
          await writeAcmeAnswers(box, acme);
          const before = await box.snapshot();
          for (const amid of [/Requesting a certificate/, /Simulating renewal/]) {
            const run = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"], { env: acme.env });
            await run.printed(amid);
            await box.run(["pkill", "-KILL", "-f", "launcher.cjs"]);
            await run.done;
          }
          const { stderr } = exits(0, await acmeApply(box, acme));
          expect(stderr).toContain("cut off in the middle");
          await expectTrusted(box, acme);
          // The certificate that the first run's certbot got was kept, and is taken back with the rest.
          exits(0, await acmeRun(box, acme, "remove", "--yes"));
          await expectAsBefore(box, before, ["nginx", "certbot"]);
        },
        { validationSleep: 4 },
      );
    },
  );
});
