import { expect } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { until } from "../helpers/box/machine.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { whileDpkgStops } from "./helpers/amid-package.ts";
import { expectAsBefore, expectUndone, expectUntouched } from "./helpers/as-before.ts";
import { answersFile, apply, exits, expectEchoFromOutside, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal } from "./helpers/terminal-in-box.ts";

const waiting = /waiting for another apt or dpkg to end, \d+ s/;
const applied = ["apply", "-a", answersFile, "--yes"];

inBoxes("others at work on the box", () => {
  const cells = cellsOf("others at work on the box");

  cells.sampled("an apt of the operator's: a run waits in sight, and his package stays", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const theirs = box.spawn(
        [
          "apt-get",
          "-y",
          "-o",
          "DPkg::Pre-Invoke::=while [ ! -e /run/go ]; do sleep 0.02; done",
          "install",
          "psmisc",
        ],
        { env: { DEBIAN_FRONTEND: "noninteractive" } },
      );
      await until("his apt to have its lock", async () =>
        (await box.exec(["pgrep", "-f", "while . ! -e /run/go"])).code === 0 ? true : undefined,
      );
      const running = box.spawnWssSetup(applied);
      const said = await running.printed(waiting);
      expect(said).toMatch(/held by process \d+ \(apt-get\)|locked by another process with pid \d+/);
      await box.run(["touch", "/run/go"]);
      exits(0, await theirs.done);
      exits(0, await running.done);
      await expectEchoFromOutside(box);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      expect(await box.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev}", "psmisc"])).toBe("ii ");
    });
  });

  cells.rest("whoever has the archives' lock is waited for too, and not after a stop", async () => {
    await withBox({}, async (box) => {
      await writeAnswers(box);
      const before = await box.snapshot();
      const holder = await hold(box, "/var/cache/apt/archives/lock");
      const stopped = box.spawnWssSetup(applied);
      await stopped.printed(waiting);
      stopped.kill("SIGTERM");
      expect(exits(1, await stopped.done).stderr).toContain("Everything was taken back");
      await expectUntouched(box, before);

      const running = box.spawnWssSetup(applied);
      await running.printed(waiting);
      holder.kill("SIGKILL");
      exits(0, await running.done);
      await expectUndone(box, before);
    });
  });

  cells.rest("a dpkg that was killed before us is repaired first, and its package stays", async () => {
    await withBox({}, async (box) => {
      await killAmidPackage(box, "psmisc");
      await box.run(["sh", "-c", "dpkg --unpack /srv/apt/libnghttp2-14_*.deb"]);
      expect(await box.run(["dpkg", "--audit"])).toMatch(
        /psmisc[\s\S]*libnghttp2-14|libnghttp2-14[\s\S]*psmisc/,
      );
      await setUp(box);
      await expectEchoFromOutside(box);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      expect(await box.run(["dpkg", "--audit"])).toBe("");
      const states = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}", "psmisc", "libnghttp2-14"];
      expect(await box.run(states)).toBe("ii ii ");
    });
  });

  cells.rest(
    "needrestart, set to ask, is not run: nobody is asked anything, on a terminal either",
    async () => {
      await withBox({ variant: "needrestart" }, async (box) => {
        const asked = "/run/needrestart-ran";
        await box.run(["mv", "/usr/sbin/needrestart", "/usr/sbin/needrestart.real"]);
        await box.writeFile(
          "/usr/sbin/needrestart",
          `#!/bin/sh\necho "$@" >> ${asked}\nprintf 'Restart? ' > /dev/tty && read -r answer < /dev/tty\n`,
          "0755",
        );
        const env = { DEBIAN_FRONTEND: "noninteractive" };
        await box.exec(["setsid", "apt-get", "install", "-y", "-qq", "psmisc"], { env });
        expect((await box.exec(["test", "-e", asked])).code, "its hook calls it after any other apt").toBe(0);
        await box.run(["rm", asked]);

        await writeAnswers(box);
        const terminal = await openTerminal(box, applied);
        expect(await terminal.ended()).toBe(0);
        expect((await box.exec(["test", "-e", asked])).code).toBe(1);
        await expectEchoFromOutside(box);
        await terminal.hangUp();
        exits(0, await box.wssSetup(["undo", "--yes"]));
        expect((await box.exec(["test", "-e", asked])).code).toBe(1);
      });
    },
  );

  cells.rest(
    "another run of ours: each verb leaves at once with 75, nothing is touched, and a kill frees the way",
    async () => {
      await withBox({}, async (box) => {
        await writeAnswers(box);
        const before = await box.snapshot();
        const hook = "/etc/apt/apt.conf.d/99hold";
        await box.writeFile(hook, 'DPkg::Pre-Invoke {"while [ ! -e /run/go ]; do sleep 0.02; done";};\n');
        const first = box.spawnWssSetup(applied);
        await first.printed(/After this operation/);
        const amid = await box.snapshot();
        const log = await box.readFile("/var/log/wss-setup.log");
        for (const args of [applied, ["undo", "--yes"], ["remove", "--yes"]]) {
          expect(exits(75, await box.wssSetup(args)).stderr).toContain("another run of wss-setup is at it");
        }
        await expectUntouched(box, amid);
        expect(await box.readFile("/var/log/wss-setup.log"), "the log is the first one's").toBe(log);

        first.kill("SIGKILL");
        await first.done;
        const undo = box.spawnWssSetup(["undo", "--yes"]);
        // The lock is gone with its process, although the apt that it had started still runs.
        await undo.printed(waiting);
        await box.run(["rm", hook]);
        await box.run(["touch", "/run/go"]);
        exits(0, await undo.done);
        await expectAsBefore(box, before);
        exits(0, await apply(box));
      });
    },
  );
});

/** Holds a lock as apt and dpkg do: fcntl(2), F_SETLK. */
async function hold(box: Box, path: string) {
  const script = `use Fcntl; $| = 1; open(F, "+>>", $ARGV[0]) or die;
my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
fcntl(F, F_SETLK, $lock) or die "$!"; print "held\\n"; sleep 600;`;
  const holder = box.spawn(["perl", "-e", script, path]);
  await holder.printed(/held/);
  return holder;
}

/** dpkg ends at once, where it has unpacked a package's files and knows none of them yet. */
async function killAmidPackage(box: Box, name: string): Promise<void> {
  await whileDpkgStops(box, "files unpacked", async (amid) => {
    const running = box.spawn(["sh", "-c", `dpkg -i /srv/apt/${name}_*.deb`]);
    await amid();
    await box.run(["pkill", "-KILL", "-x", "dpkg|sleep"]);
    await running.done;
  });
}
