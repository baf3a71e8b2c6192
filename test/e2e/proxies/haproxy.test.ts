import { expect } from "vitest";
import type { Box } from "../../helpers/box/box.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { openLiveSockets } from "../../helpers/client/live-sockets.ts";
import { matrix } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeNames,
  acmeRun,
  expectTrusted,
  orders,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { expectAsBefore, expectUndone, expectUntouched } from "../helpers/as-before.ts";
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

const haproxy = "proxy: haproxy\n";
const main = "/etc/haproxy/haproxy.cfg";
const pair = "/etc/haproxy/wss-setup.pem";

async function emptyBox(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await writeAnswers(box, haproxy);
    const before = await box.snapshot();
    const { stderr } = exits(0, await apply(box));
    expect(stderr).toMatch(/Prove the endpoint/);
    await expectEchoFromOutside(box);
    expect(await box.run(["stat", "-c", "%a %U:%G", pair])).toBe("600 root:root\n");

    const once = await box.snapshot();
    expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
    exits(0, await apply(box));
    exits(0, await box.wssSetup(["status"]));
    await expectUntouched(box, once);
    await expectUndone(box, before, ["haproxy"]);
  });
}

async function withCertbot(suite: Suite): Promise<void> {
  await withAcme(
    async (box, acme) => {
      const before = await box.snapshot();
      await writeAcmeAnswers(box, acme, { proxy: "haproxy", limits: false });
      const { stderr } = exits(0, await acmeApply(box, acme));
      expect(stderr).toContain("ok: Renewal: rehearsed");
      await expectTrusted(box, acme);

      const asked = orders(acme);
      expect(exits(0, await acmeRun(box, acme, "plan", "-a", answersFile)).stdout).toMatch(/^Nothing to do/);
      expect(orders(acme)).toBe(asked);

      const renew = ["renew", "--force-renewal", "--no-random-sleep-on-renew", "--non-interactive"];
      await nobodyDropped(box, () => box.run(["certbot", ...renew], { env: acme.env }));
      await nobodyDropped(box, async () => exits(0, await acmeRun(box, acme, "rotate", "--yes")));
      exits(0, await acmeRun(box, acme, "status"));
      exits(0, await acmeRun(box, acme, "remove", "--yes"));
      await expectAsBefore(box, before, ["haproxy", "certbot"]);
    },
    { suite },
  );
}

/** Fails unless clients outside see a new certificate, and none of 200 sockets was dropped or lost a message. */
async function nobodyDropped(box: Box, act: () => Promise<unknown>): Promise<void> {
  const host = acmeNames[0] ?? name;
  const old = await servedFingerprint(box, host);
  const live = await openLiveSockets({ ip: box.ip4, host });
  await live.rounds(2);
  await act();
  await expect.poll(() => servedFingerprint(box, host)).not.toBe(old);
  await live.rounds(2);
  expect(await live.stop()).toMatchObject({ opened: 200, dropped: 0, lost: 0 });
}

/** As on the day on which the script finds the certificate due. */
async function timerComes(box: Box): Promise<void> {
  const script = "/usr/local/lib/wss-setup/renew";
  const text = await box.readFile(script);
  await box.writeFile(script, text.replace(/^renew_within=.*/m, "renew_within=999999999"), "0755");
  await box.run(["systemctl", "start", "wss-setup-renew.service"]);
  await box.writeFile(script, text, "0755");
}

async function rotated(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await setUp(box, `${haproxy}limits: false\n`);
    await nobodyDropped(box, async () => exits(0, await box.wssSetup(["rotate", "--yes"])));
    await nobodyDropped(box, () => timerComes(box));
    expect(await box.run(["stat", "-c", "%a %U:%G", pair])).toBe("600 root:root\n");
    exits(0, await box.wssSetup(["remove", "--yes"]));
    expect(await box.run(["sh", "-c", `ls ${pair} /usr/local/lib/wss-setup 2>&1 || :`])).not.toContain("\n/");
  });
}

const more = "/etc/haproxy/more";

/** A section of the operator's, whose remark is Latin-1 and thus no UTF-8. */
const operators = (port: number) => `
# f\u00fcr mich
frontend mine-${port}
    bind :${port}
    mode http
    http-request return status 200 content-type text/plain string mine
`;

/** An operator whose HAProxy serves something already, from a further file too, and who goes on editing his file. */
async function besideOthers(suite: Suite): Promise<void> {
  await withBox({ suite }, async (box) => {
    await box.run(["apt-get", "-y", "-qq", "install", "haproxy"], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
    // A letter stands for a byte.
    const bytes = async (path: string) =>
      Buffer.from(await box.run(["base64", path]), "base64").toString("latin1");
    const write = (path: string, text: string) => box.writeFile(path, Buffer.from(text, "latin1"));
    const stock = await bytes(main);
    const own = stock.replace("\tdaemon\n", "\tdaemon\n\tmaxconn 100\n") + operators(8080);
    await write(main, own);
    const further = `defaults\n    timeout client 9s\n${operators(8081)}`;
    await write(`${more}/mine.cfg`, further);
    await box.writeFile("/etc/default/haproxy", `EXTRAOPTS="-f ${more}"\n`);
    await box.run(["systemctl", "restart", "haproxy"]);
    const started = await box.run(["systemctl", "show", "-p", "MainPID", "haproxy"]);
    const expectTheirs = async () => {
      for (const port of [8080, 8081])
        expect(await httpGet({ ip: box.ip4, port, tls: false })).toMatchObject({ body: "mine" });
    };

    await writeAnswers(box, haproxy);
    const { stdout } = await plan(box);
    expect(stdout).toMatch(/^\+ {4}maxconn (?:10240|9\d\d\d)$/m);
    exits(0, await apply(box));
    await expectEchoFromOutside(box);
    await expectTheirs();
    expect(await box.run(["systemctl", "show", "-p", "MainPID", "haproxy"])).toBe(started);

    const edit = (text: string) => text.replace("r mich\n", "r mich, und f\u00fcr dich\n");
    await write(main, edit(await bytes(main)));
    expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
    exits(0, await box.wssSetup(["undo", "--yes"]));
    expect(await bytes(main)).toBe(edit(own));
    expect(await bytes(`${more}/mine.cfg`)).toBe(further);
    await expectTheirs();
  });
}

inBoxes("HAProxy carries the endpoint", () => {
  const sample = "bookworm";
  const jobs = [
    { title: "an empty box: one command, no second change, and undo takes all of it back", job: emptyBox },
    { title: "a rotation and the timer drop nobody", job: rotated, isLong: true },
    { title: "beside the operator's own sections, which he goes on editing", job: besideOthers },
    { title: "certbot, its own renewal and a rotation drop nobody", job: withCertbot, isLong: true },
  ];
  const cells = suites.flatMap((suite) =>
    jobs.map(({ title, job, isLong = false }) => ({
      title: `${suite}: ${title}`,
      sampled: suite === sample && !isLong,
      timeout: 600_000,
      run: () => job(suite),
    })),
  );
  matrix("HAProxy", cells);
});
