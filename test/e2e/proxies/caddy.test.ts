import { expect, it } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import type { Suite } from "../../helpers/box/golden.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { openWebSocket } from "../../helpers/client/websocket.ts";
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
import {
  answersFile,
  apply,
  exits,
  expectEchoFromOutside,
  fingerprintOnDisk,
  name,
  plan,
  setUp,
  writeAnswers,
} from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const caddy = "proxy: caddy\n";
/** Debian 11 has no Caddy. */
const withCaddy = ["bookworm", "trixie"] as const;

const caddyfile = "/etc/caddy/Caddyfile";
const shop = "shop.example.com";
const answers = { backend: "ws://127.0.0.1:9944", proxy: "caddy" };
const shopFile = `# The shop's own.
{
	email shop@example.com
}

http://${shop} {
	respond "the shop"
}

https://${shop} {
	tls {$SHOP_CERTIFICATE} /etc/caddy/shop.key
	respond "the shop, in private"
}
`;

/** A Caddy of the operator's with a site of its own, whose Caddyfile takes a value from its unit. */
async function installShop(box: Box): Promise<void> {
  const apt = ["apt-get", "-y", "-qq", "install", "--no-install-recommends", "caddy"];
  await box.run(apt, { env: { DEBIAN_FRONTEND: "noninteractive" } });
  const files = ["-keyout", "/etc/caddy/shop.key", "-out", "/etc/caddy/shop.crt"];
  const about = ["-subj", `/CN=${shop}`, "-addext", `subjectAltName=DNS:${shop}`];
  await box.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, ...about]);
  await box.run(["chown", "caddy", "/etc/caddy/shop.key"]);
  await box.run(["mkdir", "/etc/systemd/system/caddy.service.d"]);
  await box.writeFile(
    "/etc/systemd/system/caddy.service.d/shop.conf",
    "[Service]\nEnvironmentFile=/etc/caddy/shop\n",
  );
  await box.writeFile("/etc/caddy/shop", "SHOP_CERTIFICATE=/etc/caddy/shop.crt\n");
  await box.run(["systemctl", "daemon-reload"]);
  await box.writeFile(caddyfile, shopFile);
  await box.run(["systemctl", "reload", "caddy"]);
}

async function expectShop({ ip4 }: Box): Promise<void> {
  const [plain, secure] = [false, true].map((tls) => httpGet({ ip: ip4, tls, host: shop }));
  expect(await plain).toMatchObject({ status: 200, body: "the shop" });
  expect(await secure).toMatchObject({ status: 200, body: "the shop, in private" });
}

async function emptyBox(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, caddy);
    const before = await box.snapshot();
    const { stderr } = exits(0, await apply(box));
    expect(stderr).toMatch(/Prove the endpoint/);
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
    withCaddy.map((suite) => ({
      title: `${suite}: one command makes an endpoint, a second one nothing, and undo takes all of it back`,
      sampled: suite === "bookworm",
      run: () => emptyBox(suite),
    })),
  );

  matrix(
    "Caddy with certbot",
    withCaddy.map((suite) => ({
      title: `${suite}: a certificate of an authority, its renewal arrives, and undo takes all of it back`,
      sampled: false,
      // Two boxes: the other one tells what a purge of the same packages leaves.
      timeout: 600_000,
      run: () => withCertbot(suite),
    })),
  );

  it("a rotation says that it closes open WebSockets, and does; the new pair is served at once", async () => {
    await withBox({}, async (box) => {
      await setUp(box, caddy);
      const old = await fingerprintOnDisk(box);
      const socket = await openWebSocket({ ip: box.ip4, host: name });
      if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
      const { stderr } = exits(0, await box.wssSetup(["rotate", "--yes"]));
      expect(stderr).toMatch(/Caddy 2\.6\.2 closes every open WebSocket/);
      expect(await socket.closed).toBe(1001);
      expect(await fingerprintOnDisk(box)).not.toBe(old);
      await expectEchoFromOutside(box);
      exits(0, await plan(box));
    });
  });

  it("beside an operator's site: that stays as it is, and undo leaves its Caddyfile as it was", async () => {
    await withBox({}, async (box) => {
      await installShop(box);
      await box.writeFile(answersFile, JSON.stringify({ ...answers, names: [name] }));
      const before = await box.snapshot();

      const { stderr } = exits(0, await apply(box));
      expect(stderr).toMatch(/Names that are not ours keep going/);
      await expectEchoFromOutside(box);
      await expectShop(box);
      exits(0, await plan(box));

      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectUntouched(box, before);
      await expectShop(box);
    });
  });

  it("a name that the operator serves, and a Caddyfile with a fault: said before anything is touched", async () => {
    await withBox({}, async (box) => {
      await installShop(box);
      const before = await box.snapshot();
      await box.writeFile(answersFile, JSON.stringify({ ...answers, names: [shop] }));
      expect(exits(64, await apply(box)).stderr).toMatch(/shop\.example\.com is already served on port 443/);
      await expectUntouched(box, before);

      await box.writeFile(caddyfile, `${shopFile}nonsense.example.com {\n\tnonsense\n}\n`);
      const broken = await box.snapshot();
      await box.writeFile(answersFile, JSON.stringify({ ...answers, names: [name] }));
      expect(exits(64, await apply(box)).stderr).toMatch(/already refuses.*unrecognized directive: nonsense/);
      await expectUntouched(box, broken);
      await expectShop(box);
    });
  });

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
