import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { echoOver } from "../helpers/client/websocket.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectAsBefore, expectUndone, expectUntouched } from "./helpers/as-before.ts";
import {
  answersFile,
  apply,
  echoFromOutside,
  exits,
  expectEchoFromOutside,
  name,
  plan,
  setUp,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

inBoxes("exit code 1: it failed, and the box is as it was", () => {
  it("apt cannot fetch a package", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const before = await box.snapshot();
      await box.run(["sh", "-c", "mv /srv/apt/nginx_*.deb /srv/"]);
      const { stderr } = exits(1, await apply(box));
      expect(stderr).toMatch(/apt could not install nginx.*Everything was taken back/);
      await expectAsBefore(box, before);
    });
  });

  it("the proof fails: a rule of the operator keeps the box from itself", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      await rejectLoopback(box, "-A");
      const before = await box.snapshot();
      const { stdout } = exits(1, await apply(box, "--json"));
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 1, error: { kind: "outside" } });
      await expectAsBefore(box, before);
    });
  });

  it("a change that cannot be proven leaves the endpoint of before", async () => {
    await withBox({}, async (box) => {
      await setUp(box);
      const first = await box.snapshot();
      await rejectLoopback(box, "-A");
      await writeAnswers(box, "redirectHttp: false\n", [name, "more.example.com"]);
      expect(exits(1, await apply(box)).stderr).toContain("Everything was taken back");
      await rejectLoopback(box, "-D");
      const difference = diffSnapshots(first, await box.snapshot());
      expect(difference.filter((line) => !line.includes(" /var/lib/wss-setup/"))).toEqual([]);
      await expectEchoFromOutside(box);
      expect(await httpGet({ ip: box.ip4, tls: false, host: name })).toMatchObject({ status: 301 });
      await writeAnswers(box);
      exits(0, await plan(box));
    });
  });

  const signals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;
  cellsOf("signals to apply").each(signals, (signal) => signal === "SIGHUP")(
    "%s: what was done is taken back",
    async (signal) => {
      await withBox({}, async (box) => {
        await writeAnswers(box);
        const before = await box.snapshot();
        const running = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"]);
        await running.printed(/Unpacking nginx-common/);
        running.kill(signal);
        expect(exits(1, await running.done).stderr).toContain("Everything was taken back");
        await expectAsBefore(box, before);
      });
    },
  );
});

inBoxes("exit code 2: something is pending or wrong", () => {
  it("plan with changes, status with nothing, with a stopped proxy and with a backend that is down", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const before = await box.snapshot();
      expect(exits(2, await plan(box)).stdout).toMatch(/^\d+ changes/);
      exits(2, await box.wssSetup(["status"]));
      await expectUntouched(box, before);

      await setUp(box);
      exits(0, await box.wssSetup(["status"]));
      await box.run(["systemctl", "stop", "test-backend-9944"]);
      const down = JSON.parse(exits(2, await box.wssSetup(["status", "--json"])).stdout);
      expect(down).toMatchObject({ ok: false });
      expect(down.checks).toContainEqual(
        expect.objectContaining({
          status: "failed",
          fault: "backend",
          cause: expect.stringContaining("9944"),
        }),
      );
      await box.run(["systemctl", "start", "test-backend-9944"]);
      await box.listens(9944);
      await box.run(["systemctl", "stop", "nginx"]);
      const stopped = JSON.parse(exits(2, await box.wssSetup(["status", "--json"])).stdout);
      expect(stopped.checks).toContainEqual(
        expect.objectContaining({ status: "failed", title: expect.stringContaining(":443") }),
      );
    });
  });
});

inBoxes("exit code 75: another run is at it", () => {
  it("the second one leaves at once, the first one is not disturbed", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const first = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"]);
      await first.printed(/Building dependency tree/);
      for (const args of [
        ["apply", "-a", answersFile, "--yes"],
        ["undo", "--yes"],
      ]) {
        expect(exits(75, await box.wssSetup(args)).stderr).toContain("another run of wss-setup is at it");
      }
      exits(0, await first.done);
      await expectEchoFromOutside(box);
      exits(0, await apply(box));
    });
  });
});

inBoxes("exit code 77: it needs root", () => {
  it("for every verb that looks at or changes the box; the others work without", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const before = await box.snapshot();
      const asNobody = (...args: readonly string[]) =>
        box.exec([
          ..."setpriv --reuid=65534 --regid=65534 --clear-groups".split(" "),
          "/opt/node24/bin/node",
          "/opt/wss-setup/launcher.cjs",
          ...args,
        ]);
      for (const args of [
        ["apply", "-a", answersFile, "--yes"],
        ["plan", "-a", answersFile],
        ["undo", "--yes"],
        ["remove", "--yes"],
        ["status"],
        ["trust", "--yes"],
      ]) {
        expect(exits(77, await asNobody(...args)).stderr).toContain("needs root");
      }
      expect(JSON.parse(exits(0, await asNobody("schema")).stdout)).toHaveProperty("properties.names");
      exits(0, await asNobody("apply", "--help"));
      exits(0, await asNobody("--version"));
      await expectUntouched(box, before);
    });
  });
});

inBoxes("exit code 0, with a warning", () => {
  it("the backend is down before: the endpoint is made, and works once the backend is there", async () => {
    const nothing = async () => undefined;
    await withBox(
      {},
      async (box) => {
        await writeAnswers(box);
        const before = await box.snapshot();
        const { stdout } = exits(0, await apply(box, "--json"));
        const { checks } = JSON.parse(stdout);
        expect(checks.filter(({ status }: Check) => status === "failed")).toEqual([]);
        expect(checks).toContainEqual(
          expect.objectContaining({
            status: "warning",
            title: expect.stringMatching(/WebSocket|backend|Behind/i),
          }),
        );
        expect(await echoFromOutside(box)).toMatchObject({ status: 502 });
        await expectUndone(box, before);
        exits(0, await apply(box));
        await box.startBackend();
        await expectEchoFromOutside(box);
        exits(0, await box.wssSetup(["status"]));
      },
      nothing,
    );
  });

  it("a site of the operator on the same ports keeps working, byte for byte", async () => {
    await withBox({}, async (box) => {
      await operatorsSite(box);
      await box.writeFile(answersFile, `backend: ws://127.0.0.1:9944\nnames: [${name}]\n`);
      const before = await box.snapshot();
      const site = { ip: box.ip4, host: "other.example.com" };
      expect(await echoOver(site)).toMatchObject({ status: 101, echo: "hello" });
      const own = (await echoOver(site)).session?.fingerprint;

      exits(0, await apply(box));
      await expectEchoFromOutside(box);
      expect(await echoOver(site)).toMatchObject({
        status: 101,
        echo: "hello",
        session: { fingerprint: own },
      });
      const after = await box.snapshot();
      const path = "/etc/nginx/sites-available/other";
      expect(after.files[path]).toBe(before.files[path]);

      await expectUndone(box, before);
      expect(await echoOver(site)).toMatchObject({ status: 101, session: { fingerprint: own } });
    });
  });
});

/** What keeps the box from its own endpoint, and nobody else. */
async function rejectLoopback(box: Box, command: "-A" | "-D"): Promise<void> {
  const rule = "INPUT -i lo -p tcp --dport 443 -j REJECT --reject-with tcp-reset";
  for (const program of ["iptables", "ip6tables"]) await box.run([program, command, ...rule.split(" ")]);
}

type Check = { readonly status: string; readonly title: string; readonly seen: string };

/** nginx as an operator has it: the package's default site, and one of his own with TLS. */
async function operatorsSite(box: Box): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await box.run(["apt-get", "install", "-y", "-qq", "nginx", "openssl"], { env });
  await box.run([
    ..."openssl req -x509 -nodes -newkey rsa:2048 -days 30 -subj /CN=other.example.com".split(" "),
    ..."-keyout /etc/ssl/private/other.key -out /etc/ssl/certs/other.crt".split(" "),
  ]);
  await box.writeFile(
    "/etc/nginx/sites-available/other",
    `server {
  listen 443 ssl;
  listen [::]:443 ssl;
  server_name other.example.com;
  ssl_certificate /etc/ssl/certs/other.crt;
  ssl_certificate_key /etc/ssl/private/other.key;
  location / {
    proxy_pass http://127.0.0.1:9944;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection upgrade;
  }
}
`,
  );
  await box.run(["ln", "-s", "../sites-available/other", "/etc/nginx/sites-enabled/other"]);
  await box.run(["systemctl", "reload-or-restart", "nginx"]);
  await box.listens(443);
}
