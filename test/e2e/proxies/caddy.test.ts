import { expect, it } from "vitest";
import type { Suite } from "../../helpers/box/golden.ts";
import { matrix } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeRun,
  expectTrusted,
  orders,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { expectUndone, expectUntouched } from "../helpers/as-before.ts";
import { answersFile, apply, exits, expectEchoFromOutside, plan, writeAnswers } from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const caddy = "proxy: caddy\n";
const cells = [
  ["bookworm", true],
  ["trixie", false],
] as const;

async function emptyBox(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, caddy);
    const before = await box.snapshot();
    const { stderr } = exits(0, await apply(box));
    expect(stderr).toMatch(/prove the endpoint/);
    await expectEchoFromOutside(box);
    for (const file of ["/etc/caddy/wss-setup.crt", "/etc/caddy/wss-setup.key"])
      expect(await box.run(["stat", "-c", "%a %U:%G", file])).toBe("600 caddy:caddy\n");

    const once = await box.snapshot();
    expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
    exits(0, await apply(box));
    exits(0, await box.wssSetup(["status"]));
    await expectUntouched(box, once);
    await expectUndone(box, before, ["caddy"]);
  });
}

async function withCertbot(suite: Suite): Promise<void> {
  await withAcme(
    async (box, acme) => {
      const before = await box.snapshot();
      await writeAcmeAnswers(box, acme, { proxy: "caddy" });
      const { stderr } = exits(0, await acmeApply(box, acme));
      expect(stderr).toContain("ok: Renewal: rehearsed");
      await expectTrusted(box, acme);

      const asked = orders(acme);
      expect(exits(0, await acmeRun(box, acme, "plan", "-a", answersFile)).stdout).toMatch(/^Nothing to do/);
      exits(0, await acmeApply(box, acme));
      expect(orders(acme)).toBe(asked);

      const old = await servedFingerprint(box);
      const renew = ["renew", "--force-renewal", "--no-random-sleep-on-renew", "--non-interactive"];
      await box.run(["certbot", ...renew], { env: acme.env });
      await expect.poll(() => servedFingerprint(box)).not.toBe(old);
      exits(0, await acmeRun(box, acme, "status"));
      await expectUndone(box, before, ["caddy", "certbot"]);
    },
    { suite },
  );
}

inBoxes("Caddy", () => {
  matrix(
    "Caddy on an empty box",
    cells.map(([suite, sampled]) => ({
      title: `${suite}: one command makes an endpoint, a second one nothing, and undo takes all of it back`,
      sampled,
      run: () => emptyBox(suite),
    })),
  );

  matrix(
    "Caddy with certbot",
    cells.map(([suite, sampled]) => ({
      title: `${suite}: a certificate of an authority, its renewal arrives, and undo takes all of it back`,
      sampled,
      run: () => withCertbot(suite),
    })),
  );

  it("bullseye, which has no Caddy: the plan says so, and nothing is touched", async () => {
    await withBox({ suite: "bullseye" }, async (box) => {
      await writeAnswers(box, caddy);
      const before = await box.snapshot();
      const { stderr } = exits(64, await apply(box));
      expect(stderr).toMatch(/Caddy needs the package caddy, which apt does not know here/);
      await expectUntouched(box, before);
    });
  });
});
