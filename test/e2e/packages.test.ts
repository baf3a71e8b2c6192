import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import type { RunningCommand } from "../helpers/box/command.ts";
import { suites } from "../helpers/box/golden.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { whileDpkgStops } from "./helpers/amid-package.ts";
import { expectAsBefore, expectUndone, expectUntouched } from "./helpers/as-before.ts";
import { answersFile, exits, journalFile, name, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const policy = "/usr/sbin/policy-rc.d";
const mine = "/etc/nginx/mine/site.conf";

inBoxes("packages that were there before us", () => {
  const cells = cellsOf("packages before us");

  cells.sampled(
    "an older one, run killed: undo takes none of its files, and tells once that it was upgraded",
    async () => {
      await withBox({}, async (box) => {
        await installOlder(box);
        const [before, packages] = [await listing(box), (await box.snapshot()).packages];
        await kill(await startApply(box, /Unpacking nginx/));
        expect(await box.readFile(policy), "the service is held").toContain("# Written by wss-setup");

        const { stderr } = exits(3, await box.wssSetup(["undo", "--yes"]));
        const upgraded = /nginx-common stays at \S+, it was at 1\.0-0: an upgrade cannot be taken back/;
        expect(stderr).toMatch(upgraded);
        expect(await listing(box)).toEqual(before);
        expect(await isThere(box, policy)).toBe(false);

        expect(exits(0, await box.wssSetup(["undo", "--yes"])).stderr).not.toMatch(upgraded);
        expect(Object.keys((await box.snapshot()).packages)).toEqual(Object.keys(packages));
        expect(await isThere(box, journalFile)).toBe(false);
      });
    },
  );

  cells.rest("an older one, dpkg killed amid it: undo makes it whole", async () => {
    await withBox({}, async (box) => {
      await installOlder(box);
      const before = await listing(box);
      await killAmidPackage(box);
      expect(await box.run(["dpkg", "--audit"])).toContain("nginx-common");
      exits(3, await box.wssSetup(["undo", "--yes"]));
      expect(await box.run(["dpkg", "--audit"])).toBe("");
      expect(await listing(box)).toEqual(before);
    });
  });

  cells.rest("none, dpkg killed amid one: undo leaves no file of it", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await killAmidPackage(box);
      expect(await unpacked(box)).not.toBe("");
      await expectUndone(box, before);
      expect(await unpacked(box)).toBe("");
    });
  });

  cells.rest(
    "removed but for their configuration: they are so again, after a run and after a dpkg that was killed",
    async () => {
      await withBox({}, async (box) => {
        await apt(box, "install", "nginx");
        await apt(box, "remove", "nginx", "nginx-common");
        await box.run(["sh", "-c", 'echo "# mine" >> /etc/default/nginx']);
        const before = await box.snapshot();
        await setUp(box);
        exits(0, await box.wssSetup(["undo", "--yes"]));
        await expectUntouched(box, before);

        await killAmidPackage(box);
        exits(0, await box.wssSetup(["undo", "--yes"]));
        await expectUntouched(box, before);

        await setUp(box);
        await box.run(["sh", "-c", 'echo "# yours" >> /etc/default/nginx']);
        const { stderr } = exits(3, await box.wssSetup(["undo", "--yes"]));
        expect(stderr).toContain("/etc/default/nginx is not as it was");
        expect(await box.readFile("/etc/default/nginx")).toMatch(/# mine\n# yours\n$/);
      });
    },
  );
});

inBoxes("files that a purge would take", () => {
  it("stay, with the package, until they are out of the way: edited since, and there before us", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await box.writeFile(mine, "precious\n");
      await setUp(box);
      const edited = ["/etc/default/nginx", "/etc/logrotate.d/nginx"];
      for (const path of edited) await box.run(["sh", "-c", 'echo "# mine" >> "$0"', path]);

      const { stderr } = exits(3, await box.wssSetup(["undo", "--yes"]));
      const kept = ["/etc/default/nginx", "/etc/logrotate.d/nginx", "/etc/nginx/mine", mine];
      expect(stderr).toContain(`nginx stays: a purge would take ${kept.join(", ")} with it`);
      expect(await box.readFile(mine)).toBe("precious\n");
      for (const path of edited) expect(await box.readFile(path)).toMatch(/# mine\n$/);

      await box.run(["rm", "-r", "/etc/nginx/mine", ...edited]);
      await expectUndone(box, before);
    });
  });
});

inBoxes("the service that comes with packages", () => {
  cellsOf("a service is started once").each(suites, (suite) => suite === "bookworm")(
    "%s: is started once, configured; no welcome page, no IPv6 where there is none",
    async (suite) => {
      await withBox({ suite }, async (box) => {
        await box.writeFile(
          "/etc/systemd/system/nginx.service.d/no-ipv6.conf",
          "[Service]\nRestrictAddressFamilies=~AF_INET6\n",
        );
        await box.run(["ip", "-6", "address", "flush", "scope", "global"]);
        await box.writeFile(answersFile, `backend: ws://127.0.0.1:9944\nnames: [${name}]\n`);
        // /proc/net leads to the process's own folder: only wss-setup sees a kernel without IPv6.
        const blind = ["sh", "-c", 'mount -t tmpfs none "/proc/$$/net" && exec "$@"', "sh"];
        const program = ["/opt/node24/bin/node", "/opt/wss-setup/launcher.cjs"];
        exits(0, await box.exec([...blind, ...program, "apply", "-a", answersFile, "--yes"]));
        expect(await starts(box)).toBe(1);
        expect(await box.run(["systemctl", "is-enabled", "nginx"])).toBe("enabled\n");
        expect(await isThere(box, policy)).toBe(false);
        exits(0, await box.wssSetup(["undo", "--yes"]));
        expect(await isThere(box, policy)).toBe(false);
      });
    },
  );

  it("is left to the operator's own policy, which stays", async () => {
    await withBox({}, async (box) => {
      await box.writeFile(policy, "#!/bin/sh\nexit 101\n", "0755");
      const before = await box.snapshot();
      await setUp(box);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectAsBefore(box, before);
      expect(await box.readFile(policy)).toBe("#!/bin/sh\nexit 101\n");
    });
  });
});

/** nginx-common at a version before the one that apt has, with files that an operator added. */
async function installOlder(box: Box): Promise<void> {
  const script = [
    "set -e",
    "dpkg-deb -R /srv/apt/nginx-common_*.deb /srv/older",
    'sed -i "s/^Version: .*/Version: 1.0-0/" /srv/older/DEBIAN/control',
    "dpkg-deb -b /srv/older /srv/older.deb",
    "dpkg -i /srv/older.deb",
  ];
  await box.run(["sh", "-c", script.join("\n")], { env: { DEBIAN_FRONTEND: "noninteractive" } });
  await box.writeFile(mine, "precious\n");
  await box.run(["sh", "-c", 'echo "# mine" >> /etc/nginx/mime.types']);
}

/** All that is in /etc/nginx, with what is in it. */
async function listing(box: Box): Promise<unknown> {
  const { files } = await box.snapshot();
  return Object.entries(files).filter(([path]) => path.startsWith("/etc/nginx"));
}

async function startApply(box: Box, line: RegExp): Promise<RunningCommand> {
  await writeAnswers(box);
  const running = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"]);
  await running.printed(line);
  return running;
}

async function kill(running: RunningCommand): Promise<void> {
  running.kill("SIGKILL");
  expect((await running.done).code).toBe(137);
}

/** The run and apt and dpkg end at once, where dpkg has unpacked a package's files and knows none of them yet. */
async function killAmidPackage(box: Box): Promise<void> {
  await whileDpkgStops(box, "files unpacked", async (amid) => {
    const running = await startApply(box, /Preparing to unpack/);
    await amid();
    await kill(running);
    await box.run(["pkill", "-KILL", "-x", "apt-get|dpkg|sleep"]);
  });
}

/** What an nginx brings, under its name or the one that dpkg unpacks it with. */
function unpacked(box: Box): Promise<string> {
  const places = ["/etc/nginx", "/usr/share/nginx", "/usr/share/doc/nginx-common", "/usr/lib/systemd"];
  return box.run(["sh", "-c", 'find "$@" -path "*nginx*" 2>/dev/null; true', "sh", ...places]);
}

async function apt(box: Box, ...args: readonly string[]): Promise<void> {
  const argv = ["apt-get", "-y", "-qq", "--no-install-recommends", ...args];
  await box.run(argv, { env: { DEBIAN_FRONTEND: "noninteractive" } });
}

async function isThere(box: Box, path: string): Promise<boolean> {
  return (await box.exec(["test", "-e", path])).code === 0;
}

/** How often systemd has started nginx since the box is up, or tried to. */
async function starts(box: Box): Promise<number> {
  const log = await box.run(["journalctl", "--unit=nginx", "--output=cat", "--no-pager"]);
  return log.split("\n").filter((line) => line.startsWith("Starting ")).length;
}
