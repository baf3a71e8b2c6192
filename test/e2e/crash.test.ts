import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { until } from "../helpers/box/machine.ts";
import type { Variant } from "../helpers/box/variants.ts";
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
const moments: readonly Moment[] = [
  { when: "while apt looks for packages", line: /Building dependency tree/ },
  { when: "while apt unpacks", line: /Unpacking nginx-common/ },
  { when: "while apt configures", line: /Setting up nginx / },
  { when: "while the pair is made", line: /making an RSA key/ },
  { when: "while nginx is configured", line: /\] \/etc\/nginx\/sites-available\/wss-setup.conf/ },
  { when: "while nginx is started", line: /\] nginx: start now and at boot/ },
  { when: "while ports are opened", line: /\] port 443\/tcp over IPv4/, variant: "reject" },
];

inBoxes("a run that is killed", () => {
  it.each(moments)("$when: the next run takes it back and goes on to a proven endpoint", async (moment) => {
    await withBox({ variant: moment.variant ?? "plain" }, async (box) => {
      const before = await box.snapshot();
      await killApply(box, moment.line);
      const { stderr } = exits(0, await apply(box));
      expect(stderr).toMatch(/^ *The last run was cut off in the middle; it is taken back first\.$/m);
      await expectEchoFromOutside(box);
      await expectUndone(box, before);
    });
  });

  it.each(moments)("$when: undo leaves the box as it was", async (moment) => {
    await withBox({ variant: moment.variant ?? "plain" }, async (box) => {
      const before = await box.snapshot();
      await killApply(box, moment.line);
      await expectUndone(box, before);
      await aptEnded(box);
      await expectAsBefore(box, before);
    });
  });
});

inBoxes("an undo that is killed", () => {
  it.each([
    { when: "while nginx is stopped", line: /taken back: \/etc\/wss-setup$/m },
    { when: "while apt removes", line: /Removing nginx / },
    { when: "while ports are closed", line: /taken back: port 443\/tcp over IPv6/, variant: "reject" },
  ] as readonly Moment[])("$when: the next undo ends it", async ({ line, variant = "plain" }) => {
    await withBox({ variant }, async (box) => {
      const before = await box.snapshot();
      await setUp(box);
      await kill(box, ["undo", "--yes"], line);
      await expectUndone(box, before);
    });
  });
});

async function killApply(box: Box, line: RegExp): Promise<void> {
  await writeAnswers(box);
  await kill(box, ["apply", "-a", answersFile, "--yes"], line);
  const journal = await box.readFile(journalFile);
  expect(journal, "it was killed before its end").not.toContain('"type":"end"');
}

/** Kills the command as soon as it prints the line, while it is still at work. */
async function kill(box: Box, args: readonly string[], line: RegExp): Promise<void> {
  const running = box.spawnWssSetup(args);
  await running.printed(line);
  running.kill("SIGKILL");
  expect((await running.done).code).toBe(137);
}

/** apt goes on when we are killed; nothing may come of it later. */
async function aptEnded(box: Box): Promise<void> {
  await until("the end of apt", async () => {
    const { code } = await box.exec(["pgrep", "-x", "apt-get|dpkg"]);
    return code === 1 ? true : undefined;
  });
}
