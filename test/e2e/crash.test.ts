import { expect } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import type { RunningCommand } from "../helpers/box/command.ts";
import type { Variant } from "../helpers/box/variants.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { whileDpkgStops } from "./helpers/amid-package.ts";
import { expectAsBefore, expectUndone } from "./helpers/as-before.ts";
import {
  answersFile,
  apply,
  exits,
  expectEchoFromOutside,
  journalFile,
  setUp,
  writeAnswers,
} from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

type Moment = { readonly when: string; readonly line: RegExp; readonly variant?: Variant };

/** What the run prints when it is killed. */
const unpacking: Moment = { when: "while apt unpacks", line: /Unpacking nginx-common/ };
const configuring: Moment = {
  when: "while nginx is configured",
  line: /\] Write \/etc\/nginx\/sites-available\/wss-setup.conf/,
};
const opening: Moment = {
  when: "while ports are opened",
  line: /\] Open port 443\/tcp over IPv4/,
  variant: "reject",
};
inBoxes("a run that is killed", () => {
  const cells = cellsOf("kills of a run");

  cells.each([unpacking, configuring, opening], (moment) => moment === opening)(
    "$when: the next run takes it back and goes on to a proven endpoint",
    async (moment) => {
      await withBox({ variant: moment.variant ?? "plain" }, async (box) => {
        const before = await box.snapshot();
        await killApply(box, moment.line);
        const { stderr } = exits(0, await apply(box));
        expect(stderr).toMatch(/^ *The last run was cut off in the middle; it is taken back first\.$/m);
        await expectEchoFromOutside(box);
        await expectUndone(box, before);
      });
    },
  );

  // Without packages that come, `kills.test.ts` has it at each kind of step.
  cells.each(
    [unpacking, { when: "while apt configures", line: /Setting up nginx / }, configuring],
    (moment) => moment === unpacking || moment === configuring,
  )("$when: undo leaves the box as it was", async ({ line }) => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await killApply(box, line);
      await expectUndone(box, before);
    });
  });

  cells.rest("together with apt and dpkg, amid a package: undo removes what is in pieces", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await whileDpkgStops(box, "files asked for", async (amid) => {
        const running = await startApply(box, /Preparing to unpack/);
        await amid();
        await expectKilled(running);
        await box.run(["pkill", "-KILL", "-x", "apt-get|dpkg|sleep"]);
      });
      expect(await box.run(["dpkg", "--audit"])).toContain("reinstalled");
      await expectUndone(box, before);
      expect(await box.run(["dpkg", "--audit"])).toBe("");
    });
  });

  cells.sampled("with everything else, by a restart of the box: the next run begins anew", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const running = await startApply(box, unpacking.line);
      await box.exec(["sh", "-c", "kill -KILL -1"]);
      await running.done;
      await box.reboot();
      await box.listens(9944);
      exits(0, await apply(box));
      await expectEchoFromOutside(box);
      await expectUndone(box, before);
    });
  });

  cells.rest("while apt has its lock and has done nothing yet: undo waits for it", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      // An operator's hook, which apt runs before dpkg.
      const hook = "/etc/apt/apt.conf.d/99hold";
      await box.writeFile(hook, `DPkg::Pre-Invoke {"while [ ! -e /run/go ]; do sleep 0.02; done";};\n`);
      await killApply(box, /After this operation/);
      const undo = box.spawnWssSetup(["undo", "--yes"]);
      await undo.printed(/waiting for another apt or dpkg to end/);
      await box.run(["rm", hook]);
      await box.run(["touch", "/run/go"]);
      expect(exits(0, await undo.done).stderr, "apt had gone on to its end").toContain("Removing nginx ");
      expect((await box.exec(["pgrep", "-x", "apt-get|dpkg"])).code, "apt has ended").toBe(1);
      await expectAsBefore(box, before);
    });
  });
});

inBoxes("an undo that is killed", () => {
  const removing: Moment = { when: "while apt removes", line: /Removing nginx / };
  cellsOf("kills of an undo").each(
    [
      { when: "while nginx is stopped", line: /taken back: \/etc\/wss-setup$/m },
      removing,
      { when: "while ports are closed", line: /taken back: port 443\/tcp over IPv6/, variant: "reject" },
    ] as readonly Moment[],
    (moment) => moment === removing,
  )("$when: the next undo ends it", async ({ line, variant = "plain" }) => {
    await withBox({ variant }, async (box) => {
      const before = await box.snapshot();
      await setUp(box);
      const undo = box.spawnWssSetup(["undo", "--yes"]);
      await undo.printed(line);
      await expectKilled(undo);
      await expectUndone(box, before);
    });
  });
});

/** A run of `apply` that has just printed the line. */
async function startApply(box: Box, line: RegExp): Promise<RunningCommand> {
  await writeAnswers(box);
  const running = box.spawnWssSetup(["apply", "-a", answersFile, "--yes"]);
  await running.printed(line);
  return running;
}

/** Kills a run of `apply` as soon as it prints the line, while it is still at work. */
async function killApply(box: Box, line: RegExp): Promise<void> {
  await expectKilled(await startApply(box, line));
  const journal = await box.readFile(journalFile);
  expect(journal, "it was killed before its end").not.toContain('"type":"end"');
}

async function expectKilled(running: RunningCommand): Promise<void> {
  running.kill("SIGKILL");
  expect((await running.done).code).toBe(137);
}
