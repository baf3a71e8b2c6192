import { expect } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tallied } from "../helpers/tally.ts";
import { expectAsBefore } from "./helpers/as-before.ts";
import { apply, exits, expectEchoFromOutside, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

/** Mounts something, and takes it away again however the work ends. */
async function mounted(box: Box, mount: string, folder: string, work: () => Promise<void>): Promise<void> {
  await box.run(["sh", "-c", mount]);
  try {
    await work();
  } finally {
    await box.run(["umount", "-l", folder]);
  }
}

inBoxes("a disk that takes nothing", () => {
  cellsOf("disks that take nothing, in boxes").sampled(
    "read-only, without room for a package, full amid a rotation: one line says so, and the box is as it was",
    async () => {
      await withBox({}, async (box) => {
        await writeAnswers(box);
        const before = await box.snapshot();

        const readOnly = "mount --bind /etc /etc && mount -o remount,ro,bind /etc";
        await mounted(box, readOnly, "/etc", () =>
          tallied("disks that take nothing, in boxes", async () => {
            const { stderr } = exits(1, await apply(box));
            expect(stderr).toMatch(/read-only/i);
            expect(stderr).toMatch(/Everything was taken back/);
          }),
        );
        await expectAsBefore(box, before);

        const packages = "mkdir -p /usr/share/nginx && mount -t tmpfs -o nr_inodes=1 tmpfs /usr/share/nginx";
        await mounted(box, packages, "/usr/share/nginx", () =>
          tallied("ENOSPC points", async () => {
            const { stderr } = exits(1, await apply(box));
            expect(stderr).toMatch(/No space left on device/);
            expect(stderr).toMatch(/Everything was taken back/);
          }),
        );
        await box.exec(["rmdir", "/usr/share/nginx"]);
        await expectAsBefore(box, before);

        await setUp(box);
        const installed = await box.snapshot();
        const keys = [
          "cp -a /etc/ssl/private /run/keys",
          "mount -t tmpfs -o size=64k,mode=$(stat -c %a /run/keys) tmpfs /etc/ssl/private",
          "cp -a /run/keys/. /etc/ssl/private/",
          "chown --reference=/run/keys /etc/ssl/private",
          "rm -r /run/keys",
          "! head -c 100k /dev/zero >/etc/ssl/private/filling 2>/dev/null",
        ];
        await mounted(box, keys.join(" && "), "/etc/ssl/private", () =>
          tallied("ENOSPC points", async () => {
            const { stderr } = exits(1, await box.wssSetup(["rotate", "--yes"]));
            expect(stderr).toMatch(
              /\/etc\/ssl\/private\/wss-setup.key could not be written: the disk is full/,
            );
            expect(stderr).toMatch(/Everything was taken back/);
            expect(stderr).toMatch(/free some space, then run it again/);
            await expectEchoFromOutside(box);
          }),
        );
        const difference = diffSnapshots(installed, await box.snapshot());
        expect(difference.filter((line) => !line.includes(" /var/lib/wss-setup/"))).toEqual([]);
        await expectEchoFromOutside(box);
      });
    },
  );
});

inBoxes("what every process can be asked for", () => {
  cellsOf("secrets in a process list").rest("holds no passphrase and no key", async () => {
    await withBox({}, async (box) => {
      const passphrase = "xyzzy-the-marker-of-a-passphrase";
      await box.writeFile("/srv/passphrase", `${passphrase}\n`, "0600");
      await writeAnswers(box, "certificate: { source: own-ca, caPassphraseFile: /srv/passphrase }\n");
      const look = [
        "while [ ! -e /run/enough ]; do",
        "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null; echo",
        "done >/run/seen",
      ];
      await box.writeFile("/srv/look", look.join("\n"), "0700");
      const watcher = box.spawn(["sh", "/srv/look"]);
      exits(0, await apply(box));
      exits(0, await box.wssSetup(["rotate", "--yes"]));
      await box.run(["touch", "/run/enough"]);
      await watcher.done;
      const keys = await box.run([
        "sh",
        "-c",
        "cat /etc/ssl/private/wss-setup.key /etc/wss-setup/ca/root.key",
      ]);
      const bodies = keys.split("\n").filter((line) => /^[A-Za-z0-9+/=]{40,}$/.test(line));
      expect(bodies.length).toBeGreaterThan(20);
      await box.writeFile("/srv/secrets", [passphrase, ...bodies].map((line) => `${line}\n`).join(""));
      expect(await box.run(["grep", "-a", "-c", "launcher.cjs", "/run/seen"]), "it looked").not.toBe("0\n");
      const found = await box.exec(["grep", "-a", "-c", "-F", "-f", "/srv/secrets", "/run/seen"]);
      expect(found.stdout).toBe("0\n");
      // Nor does any file that may be told of hold one.
      const told = await box.exec([
        "grep",
        "-r",
        "-l",
        "-F",
        "-f",
        "/srv/secrets",
        "/var/log",
        "/var/lib/wss-setup/journal.jsonl",
      ]);
      expect(told.stdout).toBe("");
    });
  });
});
