import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import type { RunningCommand } from "../helpers/box/command.ts";
import { expectUndone, expectUntouched } from "./helpers/as-before.ts";
import { answersFile, exits, journalFile, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const mine = "/etc/nginx/mine/site.conf";

inBoxes("packages that were there before us", () => {
  it("an older one, run killed: undo takes none of its files, and tells once that it was upgraded", async () => {
    await withBox({}, async (box) => {
      await installOlder(box);
      const [before, packages] = [await listing(box), (await box.snapshot()).packages];
      await kill(await startApply(box, /Unpacking nginx/));

      const { stderr } = exits(3, await box.wssSetup(["undo", "--yes"]));
      const upgraded = /nginx-common stays at \S+, it was at 1\.0-0: an upgrade cannot be taken back/;
      expect(stderr).toMatch(upgraded);
      expect(await listing(box)).toEqual(before);

      expect(exits(0, await box.wssSetup(["undo", "--yes"])).stderr).not.toMatch(upgraded);
      expect(Object.keys((await box.snapshot()).packages)).toEqual(Object.keys(packages));
      expect(await isThere(box, journalFile)).toBe(false);
    });
  });

  it("removed but for their configuration: they are so again", async () => {
    await withBox({}, async (box) => {
      await apt(box, "install", "nginx");
      await apt(box, "remove", "nginx", "nginx-common");
      await box.run(["sh", "-c", 'echo "# mine" >> /etc/default/nginx']);
      const before = await box.snapshot();
      await setUp(box);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectUntouched(box, before);

      await setUp(box);
      await box.run(["sh", "-c", 'echo "# yours" >> /etc/default/nginx']);
      const { stderr } = exits(3, await box.wssSetup(["undo", "--yes"]));
      expect(stderr).toContain("/etc/default/nginx is not as it was");
      expect(await box.readFile("/etc/default/nginx")).toMatch(/# mine\n# yours\n$/);
    });
  });
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

async function apt(box: Box, ...args: readonly string[]): Promise<void> {
  const argv = ["apt-get", "-y", "-qq", "--no-install-recommends", ...args];
  await box.run(argv, { env: { DEBIAN_FRONTEND: "noninteractive" } });
}

async function isThere(box: Box, path: string): Promise<boolean> {
  return (await box.exec(["test", "-e", path])).code === 0;
}
