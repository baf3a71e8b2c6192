import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import type { Snapshot } from "../helpers/box/snapshot.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectAsBefore, expectUntouched } from "./helpers/as-before.ts";
import {
  apply,
  certificateFile,
  echoFromOutside,
  exits,
  expectEchoFromOutside,
  fingerprintOnDisk,
  name,
  openFromOutside,
  plan,
  setUp,
  siteFile,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { choose, leave } from "./helpers/menu.ts";
import { openTerminal } from "./helpers/terminal-in-box.ts";

inBoxes("a changed answers file", () => {
  const cells = cellsOf("changes of the answers");

  it("limits alone: one file and a reload that drops nobody; undo takes only this back", async () => {
    await withBox({}, async (box) => {
      const empty = await box.snapshot();
      await setUp(box);
      const [first, fingerprint, master] = [
        await box.snapshot(),
        await fingerprintOnDisk(box),
        await masterOf(box),
      ];
      const socket = await openFromOutside(box);

      await writeAnswers(box, "limits: { connectionsPerIp: 2, handshakesPerSecond: 50, burst: 50 }\n");
      exits(2, await plan(box));
      exits(0, await apply(box));
      expect(await changedPaths(box, first)).toEqual(["/etc/nginx/sites-available/wss-setup.conf", settings]);
      expect(await fingerprintOnDisk(box)).toBe(fingerprint);
      expect(await masterOf(box)).toBe(master);
      expect(await socket.ask("still here")).toBe("still here");
      const second = await openFromOutside(box);
      expect((await echoFromOutside(box)).status, "the third of this address").toBe(429);
      await Promise.all([socket.close(), second.close()]);

      exits(0, await box.wssSetup(["undo", "--yes"]));
      expect(await changedPaths(box, first)).toEqual([]);
      expect(await masterOf(box)).toBe(master);
      await expectEchoFromOutside(box);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectAsBefore(box, empty);
      expect(exits(0, await box.wssSetup(["undo", "--yes"])).stderr).toContain("nothing to take back");
      await expectAsBefore(box, empty);
    });
  });

  cells.rest("another kind of key: a new pair, served to everyone, and nobody is dropped", async () => {
    await withBox({}, async (box) => {
      await setUp(box);
      const socket = await openFromOutside(box);

      await writeAnswers(box, "certificate: { key: ecdsa }\n");
      exits(0, await apply(box));
      const { publicKey } = new X509Certificate(await box.readFile(certificateFile));
      expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
      await expectEchoFromOutside(box);
      expect(await socket.ask("still here")).toBe("still here");
      exits(0, await plan(box));
      await socket.close();
    });
  });

  cells.rest("a name more: a new certificate and config; a name less: it is refused", async () => {
    await withBox({}, async (box) => {
      const empty = await box.snapshot();
      await setUp(box);
      const [first, old] = [await box.snapshot(), await fingerprintOnDisk(box)];
      const socket = await openFromOutside(box);
      expect((await echoFromOutside(box, 4, "more.example.com")).status).toBe(421);

      await writeAnswers(box, "", [name, "more.example.com"]);
      exits(0, await apply(box));
      expect(await changedPaths(box, first)).toEqual([
        siteFile,
        certificateFile,
        "/etc/ssl/private/wss-setup.key",
        settings,
        "/usr/local/lib/wss-setup/renew",
      ]);
      expect(await socket.ask("still here")).toBe("still here");
      await socket.close();
      const more = await echoFromOutside(box, 4, "more.example.com");
      expect(more.session?.subjectAltName).toContain("DNS:more.example.com");
      expect(more.session?.fingerprint).not.toBe(old);
      await expectEchoFromOutside(box);

      await writeAnswers(box);
      exits(0, await apply(box));
      expect((await echoFromOutside(box, 4, "more.example.com")).status).toBe(421);
      exits(0, await box.wssSetup(["remove", "--yes"]));
      await expectAsBefore(box, empty);
    });
  });

  it("no redirect: port 80 is closed again, and remove takes both runs back", async () => {
    await withBox({ variant: "reject" }, async (box) => {
      const empty = await box.snapshot();
      await setUp(box);
      const before = { ip: box.ip4, tls: false, host: name };
      expect(await httpGet(before)).toMatchObject({ status: 301 });

      await writeAnswers(box, "redirectHttp: false\n");
      exits(0, await apply(box));
      await expectEchoFromOutside(box);
      await expect(httpGet(before)).rejects.toThrow(/EHOSTUNREACH|ECONNREFUSED/);
      const texts = [
        await box.run(["iptables", "-S"]),
        await box.run(["ip6tables", "-S"]),
        await box.readFile("/etc/iptables/rules.v4"),
        await box.readFile("/etc/iptables/rules.v6"),
      ];
      for (const text of texts) {
        expect(text).toContain("--dport 443 -m comment --comment wss-setup");
        expect(text).not.toContain("--dport 80 ");
      }
      exits(0, await plan(box));
      exits(0, await box.wssSetup(["remove", "--yes"]));
      await expectAsBefore(box, empty);
    });
  });

  it("flags win over the file, and are kept with the answers", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      exits(0, await apply(box, "--name", "flag.example.com"));
      expect(await echoFromOutside(box, 4, "flag.example.com")).toMatchObject({ status: 101, echo: "hello" });
      expect(await box.readFile(settings)).toContain("flag.example.com");
      exits(0, await box.wssSetup(["plan", "-a", settings]));
    });
  });
});

inBoxes("a file that was edited by other hands", () => {
  it("is named, and nothing is touched; a merge serves both, asks no more, and is taken back exactly", async () => {
    await withBox({}, async (box) => {
      await setUp(box);
      const mine = "    location = /mine { return 200 mine; }";
      await box.run(["sed", "-i", `s|^    client_max_body_size .*|&\\n${mine}|`, siteFile]);
      await writeAnswers(box, "redirectHttp: false\n");
      const before = await box.snapshot();
      for (const result of [await apply(box), await apply(box, "--json")]) {
        expect(exits(4, result).stderr + result.stdout).toContain(siteFile);
      }
      await expectUntouched(box, before);
      expect(exits(0, await box.wssSetup(["status"])).stdout).toContain(`edited since: ${siteFile}`);

      const guide = await openTerminal(box, ["--connections-per-ip", "2"]);
      await guide.until(/Files +edited since/);
      await choose(guide, 3, "Change");
      await guide.until(/This box is ready|Looking at/);
      await guide.press("C-r");
      await guide.until(/was written or edited by other/);
      await guide.press("Down", "Down");
      await guide.until(/› Merge/);
      await guide.press("Enter");
      await guide.until(/› Apply/);
      await guide.until(/Enter apply/);
      await guide.press("Enter");
      await guide.until(/Your endpoint works/, 60);
      expect(await leave(guide)).toBe(0);
      const mineOutside = { ip: box.ip4, host: name, path: "/mine" };
      expect(await httpGet(mineOutside)).toMatchObject({ status: 200, body: "mine" });
      const sockets = [await openFromOutside(box), await openFromOutside(box)];
      expect((await echoFromOutside(box)).status, "the third of this address").toBe(429);
      await Promise.all(sockets.map((socket) => socket.close()));
      exits(0, await box.wssSetup(["plan", "-a", settings]));
      expect(exits(0, await box.wssSetup(["status"])).stdout).toContain("all as wss-setup left them");

      exits(0, await box.wssSetup(["undo", "--yes"]));
      expect(await changedPaths(box, before)).toEqual([]);
      expect(await httpGet(mineOutside)).toMatchObject({ status: 200, body: "mine" });
    });
  });

  it("stays on undo, which tells what remains and goes on once it is out of the way", async () => {
    await withBox({}, async (box) => {
      const empty = await box.snapshot();
      await setUp(box);
      await box.run(["sh", "-c", 'echo "# mine" >> "$0"', siteFile]);
      const edited = await box.readFile(siteFile);

      const { stderr } = exits(3, await box.wssSetup(["undo", "--yes"]));
      expect(stderr).toContain(`${siteFile} was edited since and is left as it is`);
      expect(stderr).toContain(`nginx stays: a purge would take ${siteFile} with it`);
      expect(await box.readFile(siteFile)).toBe(edited);
      expect((await box.exec(["test", "-e", certificateFile])).code, "the certificate is gone").toBe(1);
      await expect(echoFromOutside(box)).rejects.toThrow("ECONNREFUSED");

      await box.run(["mv", siteFile, "/srv/mine.conf"]);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectAsBefore(box, empty);
    });
  });
});

const settings = "/etc/wss-setup/answers.yaml";

/** Everything that differs from the snapshot, but for the journal and its backups. */
async function changedPaths(box: Box, since: Snapshot): Promise<readonly string[]> {
  return diffSnapshots(since, await box.snapshot())
    .map((line) => line.replace(/^. /, "").replace(/ \(.*$/, ""))
    .filter((line) => !line.startsWith("/var/lib/wss-setup/"));
}

function masterOf(box: Box): Promise<string> {
  return box.run(["systemctl", "show", "--property=MainPID", "nginx"]);
}
