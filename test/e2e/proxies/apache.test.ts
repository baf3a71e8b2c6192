import { expect, it } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { matrix } from "../../helpers/matrix.ts";
import { expectUndone, expectUntouched } from "../helpers/as-before.ts";
import {
  answersFile,
  apply,
  exits,
  expectEchoFromOutside,
  fingerprintOnDisk,
  name,
  plan,
  writeAnswers,
} from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const answers = "proxy: apache\nlimits: { handshakesPerSecond: 100, burst: 100 }\n";

inBoxes("Apache on an empty box", () => {
  matrix(
    "Apache, from an empty box and back",
    suites.map((suite) => ({
      title: `${suite}: a proven endpoint, nothing more to do, no socket dropped by a rotation, all of it taken back`,
      sampled: suite === "bookworm",
      timeout: 600_000,
      run: () => thereAndBack(suite),
    })),
  );
});

async function thereAndBack(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, answers);
    const before = await box.snapshot();
    exits(0, await apply(box));
    await expectEchoFromOutside(box);
    expect(await httpGet({ ip: box.ip4, tls: false, host: name, path: "/a?b" })).toMatchObject({
      status: 301,
      headers: { location: `https://${name}/a?b` },
    });

    const once = await box.snapshot();
    expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
    expect(JSON.parse(exits(0, await apply(box, "--json")).stdout)).toMatchObject({ ok: true, changes: 0 });
    await expectUntouched(box, once);

    const sockets = await Promise.all(Array.from({ length: 50 }, (_, place) => opened(box, place % 2)));
    const old = await fingerprintOnDisk(box);
    exits(0, await box.wssSetup(["rotate", "--yes"]));
    expect(await fingerprintOnDisk(box)).not.toBe(old);
    await expectEchoFromOutside(box);
    for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
    await Promise.all(sockets.map((socket) => socket.close()));

    exits(0, await box.wssSetup(["undo", "--yes"]));
    await expectUndone(box, before, ["apache2"]);
  });
}

const theirs = "www.example.com";
const theirSite = "/etc/apache2/sites-available/www.conf";

inBoxes("Apache beside the operator's own site", () => {
  it("is left alone while it is broken, then serves both, is reloaded alone, and is as before after undo", async () => {
    await withBox({}, async (box) => {
      await serveTheirs(box);
      await box.writeFile(
        answersFile,
        JSON.stringify({ backend: "ws://127.0.0.1:9944", names: [name], proxy: "apache" }),
      );
      // Apache's own test has nothing against this.
      const good = await box.readFile(theirSite);
      await box.writeFile(
        theirSite,
        good.replace("SSLEngine on", "SSLEngine on\nSSLOpenSSLConfCmd Curves NOPE"),
      );
      await box.run(["apache2ctl", "-t"]);
      const broken = await box.snapshot();
      expect(exits(64, await apply(box)).stderr).toMatch(
        /does not start with its configuration.*Curves NOPE/,
      );
      await expectUntouched(box, broken);
      await box.writeFile(theirSite, good);

      const before = await box.snapshot();
      const main = await mainProcess(box);
      const { stderr } = exits(0, await apply(box));
      expect(stderr).toMatch(/ThreadLimit, ServerLimit/);
      expect(stderr).toMatch(/keep going to your other site on port 443/);
      await expectEchoFromOutside(box);
      await expectTheirs(box);
      expect(await mainProcess(box)).toBe(main);
      expect(exits(0, await plan(box)).stdout).toMatch(
        /^Nothing to do[\s\S]*Apache was not started anew since/,
      );

      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectUntouched(box, before);
      await expectTheirs(box);
      expect(await mainProcess(box)).toBe(main);

      exits(0, await apply(box));
      await box.run(["systemctl", "restart", "apache2"]);
      expect(exits(0, await plan(box)).stdout).not.toMatch(/started anew/);
    });
  });
});

/** Theirs is the default on port 443 for being read first; its name comes behind ours in the alphabet. */
async function serveTheirs(box: Box): Promise<void> {
  await box.run(["apt-get", "install", "-y", "-qq", "apache2", "openssl"]);
  const pair = ["-keyout", "/srv/www.key", "-out", "/srv/www.crt"];
  await box.run([
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    `/CN=${theirs}`,
    ...pair,
  ]);
  await box.writeFile(
    theirSite,
    `<VirtualHost *:443>
ServerName ${theirs}
SSLEngine on
SSLCertificateFile /srv/www.crt
SSLCertificateKeyFile /srv/www.key
DocumentRoot /var/www/html
</VirtualHost>
`,
  );
  await box.writeFile("/var/www/html/theirs", "theirs");
  await box.run(["a2enmod", "-q", "ssl"]);
  await box.run(["a2ensite", "-q", "www"]);
  await box.run(["systemctl", "restart", "apache2"]);
}

async function expectTheirs(box: Box): Promise<void> {
  for (const host of [theirs, "unknown.example.com"]) {
    expect((await httpGet({ ip: box.ip4, host, path: "/theirs" })).body).toBe("theirs");
  }
}

function mainProcess(box: Box): Promise<string> {
  return box.run(["systemctl", "show", "--value", "--property=MainPID", "apache2"]);
}

async function opened(box: Box, family: number): Promise<OpenWebSocket> {
  const socket = await openWebSocket({ ip: family === 0 ? box.ip4 : box.ip6, host: name });
  if ("ask" in socket) return socket;
  throw new Error(`The handshake was answered with ${socket.status}.`);
}
