import { expect, it } from "vitest";
import { until } from "../../helpers/box/machine.ts";
import { acmeApply, expectTrusted, withAcme, writeAcmeAnswers } from "../helpers/acme-box.ts";
import { expectUndone } from "../helpers/as-before.ts";
import { answersFile, exits } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

inBoxes("killed while certbot asks the authority", () => {
  it("the next run waits for that certbot, takes the ruin back, and ends at the endpoint", async () => {
    await withAcme(
      async (box, acme) => {
        await writeAcmeAnswers(box, acme);
        const before = await box.snapshot();
        const run = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"], { env: acme.env });
        await until("an order", async () =>
          acme.front.requests().includes("POST /order-plz") ? true : undefined,
        );
        await box.run(["pkill", "-KILL", "-f", "launcher.cjs"]);
        await run.done;
        const { stderr } = exits(0, await acmeApply(box, acme));
        expect(stderr).toContain("cut off in the middle");
        await expectTrusted(box, acme);
        await expectUndone(box, before, ["nginx", "certbot"]);
      },
      { validationSleep: 4 },
    );
  });
});
