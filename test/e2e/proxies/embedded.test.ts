import { expect, it } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { openLiveSockets } from "../../helpers/client/live-sockets.ts";
import { type Cell, cellsOf, matrix } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeNames,
  acmeRun,
  expectTrusted,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { expectAsBefore, expectUntouched } from "../helpers/as-before.ts";
import {
  answersFile,
  apply,
  exits,
  expectEchoFromOutside,
  name,
  plan,
  setUp,
  writeAnswers,
} from "../helpers/endpoint.ts";
import { inBoxes, withBox } from "../helpers/in-boxes.ts";

const unit = "wss-setup-embedded.service";
const embedded = "proxy: embedded\n";
/** The default limits are for one client an address; 200 of them come from one here. */
const unlimited = `${embedded}limits: false\n`;

const cells = (title: string, run: (suite: Suite) => Promise<void>, sample?: Suite): readonly Cell[] =>
  suites.map((suite) => ({
    title: `${suite}: ${title}`,
    sampled: suite === sample,
    run: () => run(suite),
  }));

inBoxes("the built-in proxy", () => {
  matrix("the built-in proxy on a box", [
    ...cells(
      "one command makes an endpoint out of an empty box, and undo takes all of it back",
      emptyBox,
      "bookworm",
    ),
    ...cells("rotations and the timer drop nobody, and a reboot brings it back", livingOn, "bookworm"),
    ...cells("a certificate from an authority, and its renewal through the hook", fromAuthority),
  ]);

  it("says what stands in its way before anything is touched", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box, embedded);
      const before = await box.snapshot();
      await box.writeFile(
        "/srv/holder.mjs",
        "import { createServer } from 'node:net'; createServer().listen(443);",
      );
      await box.run(["systemd-run", "--unit=holder", "/opt/node24/bin/node", "/srv/holder.mjs"]);
      await box.listens(443);
      expect(exits(64, await apply(box)).stderr).toMatch(
        /Port 443 is taken by \S+ \(process (\d+)\); built-in proxy needs it\.\n.*systemctl status \1/,
      );
      await box.run(["systemctl", "stop", "holder"]);
      await box.run(["systemctl", "mask", "--quiet", unit]);
      expect(exits(64, await apply(box)).stderr).toMatch(/masked[\s\S]*systemctl unmask wss-setup-embedded/);
      await box.run(["systemctl", "unmask", "--quiet", unit]);
      await expectUntouched(box, before);
    });
  });

  cellsOf("the built-in proxy beside nginx").rest(
    "takes nginx's place, and an undo gives it back; a new server takes a restart that was allowed",
    async () => {
      await withBox({}, async (box) => {
        await setUp(box);
        await setUp(box, embedded);
        await expectEchoFromOutside(box);
        expect(await box.run(["systemctl", "is-active", unit])).toBe("active\n");
        await appendTo(box, "/opt/wss-setup/embedded-server.mjs", "// newer\n");
        const process = await mainProcess(box);
        expect(exits(0, await apply(box)).stderr).toMatch(/is reloaded only; a restart closes/);
        expect(await mainProcess(box)).toBe(process);
        expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do[\s\S]*was not started anew since/);
        expect(exits(0, await box.wssSetup(["status"])).stdout).toMatch(/Restart +one waits for your word/);
        exits(0, await apply(box, "--restart"));
        expect(await mainProcess(box)).not.toBe(process);
        expect(exits(0, await plan(box, "--restart")).stdout).toMatch(/^Nothing to do/);
        expect(exits(0, await box.wssSetup(["status"])).stdout).not.toMatch(/Restart/);
        await expectEchoFromOutside(box);

        for (let run = 0; run < 3; run += 1) exits(0, await box.wssSetup(["undo", "--yes"]));
        expect((await box.exec(["systemctl", "is-active", unit])).code).not.toBe(0);
        expect(await box.run(["systemctl", "is-active", "nginx"])).toBe("active\n");
        await expectEchoFromOutside(box);
      });
    },
  );

  it("without systemd it says so, and touches nothing", async () => {
    await withBox({ variant: "no-systemd" }, async (box) => {
      await writeAnswers(box, embedded);
      const before = await box.snapshot();
      expect(exits(64, await apply(box)).stderr).toMatch(/needs systemd, which does not run here/);
      await expectUntouched(box, before);
    });
  });

  it("a port that another program takes at the last moment fails the start, and nothing of it stays", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box, embedded);
      const before = await box.snapshot();
      // systemd itself holds the port, from the moment on at which the unit's folder is there.
      await box.run([
        "systemd-run",
        "--unit=late",
        "--property=DynamicUser=no",
        "/opt/node24/bin/node",
        "-e",
        late,
      ]);
      const { stderr } = exits(1, await apply(box));
      expect(stderr).toMatch(/did not start[\s\S]*EADDRINUSE/);
      await box.exec(["systemctl", "stop", "late"]);
      await expectAsBefore(box, before, []);
      expect(await box.run(["systemctl", "list-units", "--failed", "--no-legend", "wss-setup*"])).toBe("");
    });
  });
});

/** Takes port 443 once the program's files begin to come. */
const late = `
  const { existsSync } = require("node:fs");
  const timer = setInterval(() => {
    if (!existsSync("/usr/local/lib/wss-setup/embedded-pair")) return;
    clearInterval(timer);
    require("node:net").createServer().listen(443);
  }, 5);
`;

async function emptyBox(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, embedded);
    const before = await box.snapshot();
    const { stdout } = exits(0, await apply(box, "--json"));
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      endpoints: [`wss://${name}`, `wss://${box.ip4}`, `wss://[${box.ip6}]`],
    });
    await expectEchoFromOutside(box);
    await expectConfined(box);

    const [once, process] = [await box.snapshot(), await mainProcess(box)];
    expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
    expect(JSON.parse(exits(0, await apply(box, "--json")).stdout)).toMatchObject({ ok: true, changes: 0 });
    exits(0, await box.wssSetup(["status"]));
    await expectUntouched(box, once);
    expect(await mainProcess(box)).toBe(process);

    exits(0, await box.wssSetup(["undo", "--yes"]));
    await expectAsBefore(box, before, []);
    expect(await box.run(["systemctl", "list-units", "--all", "--no-legend", "wss-setup*"])).toBe("");
  });
}

/** A user that is nobody's, who may open a low port and nothing else, and who alone may read the key. */
async function expectConfined(box: Box): Promise<void> {
  expect(
    await shown(
      box,
      "AmbientCapabilities",
      "CapabilityBoundingSet",
      "DynamicUser",
      "LimitNOFILE",
      "NoNewPrivileges",
    ),
  ).toEqual({
    AmbientCapabilities: "cap_net_bind_service",
    CapabilityBoundingSet: "cap_net_bind_service",
    DynamicUser: "yes",
    LimitNOFILE: "65536",
    NoNewPrivileges: "yes",
  });
  const status = await box.readFile(`/proc/${await mainProcess(box)}/status`);
  const uid = /^Uid:\t(\d+)\t\1\t\1\t\1$/m.exec(status)?.[1];
  // systemd.exec(5): where the users are that are made up.
  expect(Number(uid)).toBeGreaterThanOrEqual(61_184);
  expect(Number(uid)).toBeLessThanOrEqual(65_519);
  const onlyLowPorts = "0000000000000400";
  for (const set of ["CapPrm", "CapEff", "CapBnd", "CapAmb"]) {
    expect(status).toMatch(new RegExp(`^${set}:\\t${onlyLowPorts}$`, "m"));
  }
  expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  expect(status).toMatch(/^Seccomp:\t2$/m);
  expect(await box.run(["stat", "-c", "%a %u", "/run/wss-setup-embedded"])).toBe(`700 ${uid}\n`);
  expect(await box.run(["stat", "-c", "%a %u", "/run/wss-setup-embedded/pair.pem"])).toBe(`600 ${uid}\n`);
  expect(await box.run(["stat", "-c", "%a %U", "/etc/ssl/private/wss-setup.key"])).toBe("600 root\n");
  const { stdout } = await box.exec(["systemd-analyze", "security", "--no-pager", unit]);
  expect(Number(/exposure level for \S+ (\d+\.\d)/.exec(stdout)?.[1])).toBeLessThan(2);
}

async function livingOn(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await setUp(box, unlimited);
    const process = await mainProcess(box);
    const live = await openLiveSockets({ ip: box.ip4, host: name });
    for (const renew of [rotate, timerComes, rotate]) {
      const old = await servedFingerprint(box, name);
      await live.rounds(2);
      await renew(box);
      expect(await servedFingerprint(box, name)).not.toBe(old);
      await live.rounds(2);
    }
    expect(await live.stop()).toMatchObject({ opened: 200, dropped: 0, lost: 0 });
    expect(await mainProcess(box)).toBe(process);
    await expectEchoFromOutside(box);

    await refuseBrokenPair(box);
    await box.reboot();
    await box.listens(9944);
    await box.listens(443);
    await expectEchoFromOutside(box);
    exits(0, await box.wssSetup(["status", "--json"]));
    exits(0, await plan(box));
    exits(0, await box.wssSetup(["remove", "--yes"]));
    await expect(servedFingerprint(box, name)).rejects.toThrow(/ECONNREFUSED/);
  });
}

async function appendTo(box: Box, path: string, text: string): Promise<void> {
  await box.writeFile(path, (await box.readFile(path)) + text);
}

async function rotate(box: Box): Promise<void> {
  exits(0, await box.wssSetup(["rotate", "--yes"]));
}

/** As on the day on which the script finds the certificate due. */
async function timerComes(box: Box): Promise<void> {
  const script = "/usr/local/lib/wss-setup/renew";
  await box.run(["cp", "-p", script, "/root/renew"]);
  await box.run(["sed", "-i", "s/^renew_within=.*/renew_within=999999999/", script]);
  await box.run(["systemctl", "start", "wss-setup-renew.service"]);
  await box.run(["mv", "/root/renew", script]);
}

/** A reload tells that the server refused what it found, and what was served before is served on. */
async function refuseBrokenPair(box: Box): Promise<void> {
  const [served, process] = [await servedFingerprint(box, name), await mainProcess(box)];
  const key = "/etc/ssl/private/wss-setup.key";
  await box.run(["cp", "-p", key, "/root/key"]);
  await box.run(["sh", "-c", `openssl genrsa 2048 > ${key}`]);
  expect(
    (await box.exec(["/usr/local/lib/wss-setup/embedded-server", "--check", "/etc/wss-setup-embedded.json"]))
      .code,
  ).toBe(1);
  expect((await box.exec(["systemctl", "reload", unit])).code).not.toBe(0);
  expect(await box.run(["journalctl", "--no-pager", "-u", unit, "-n", "20"])).toMatch(/refused: .*key/);
  expect([await servedFingerprint(box, name), await mainProcess(box)]).toEqual([served, process]);
  await box.run(["mv", "/root/key", key]);
  await box.run(["systemctl", "reload", unit]);
}

async function fromAuthority(suite: Suite): Promise<void> {
  await withAcme(
    async (box, acme) => {
      await writeAcmeAnswers(box, acme, { proxy: "embedded", limits: false });
      exits(0, await acmeApply(box, acme));
      await expectTrusted(box, acme);
      const live = await openLiveSockets({ ip: box.ip4, host: acmeNames[0] });
      const old = await servedFingerprint(box);
      const renew = [
        "certbot",
        "renew",
        "--force-renewal",
        "--no-random-sleep-on-renew",
        "--non-interactive",
      ];
      await box.run(renew, { env: acme.env });
      await expect.poll(() => servedFingerprint(box)).not.toBe(old);
      await live.rounds(2);
      expect(await live.stop()).toMatchObject({ opened: 200, dropped: 0, lost: 0 });
      exits(0, await acmeRun(box, acme, "plan", "-a", answersFile));
      exits(0, await acmeRun(box, acme, "remove", "--yes"));
    },
    { suite },
  );
}

async function mainProcess(box: Box): Promise<string> {
  return (await shown(box, "MainPID")).MainPID ?? "";
}

async function shown(box: Box, ...properties: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const said = await box.run(["systemctl", "show", unit, `--property=${properties.join(",")}`]);
  const lines = said.trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
