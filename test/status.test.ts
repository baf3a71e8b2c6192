import { beforeEach, describe, expect, it } from "vitest";
import type { Installation } from "../src/core/facts.ts";
import type { RunVerb } from "../src/core/journal.ts";
import { paths } from "../src/core/paths.ts";
import { realEnvironment } from "../src/environment.ts";
import { setUp } from "../src/set-up.ts";
import { readStatus } from "../src/status.ts";
import { someAnswers } from "./helpers/facts.ts";
import { EditedBox, path } from "./interpreters/apply/edited-box.ts";

let box: EditedBox;

beforeEach(async () => {
  box = await EditedBox.with("ours\n");
});

async function told() {
  const { installation } = await box.look();
  return await readStatus(await realEnvironment(box.host), installation as Installation);
}

async function journal(): Promise<string | undefined> {
  return (await box.host.readFile(paths.journal))?.toString();
}

async function rotating(): Promise<unknown> {
  const { signal } = new AbortController();
  return await setUp(await realEnvironment(box.host), someAnswers, {
    verb: "rotate",
    onEvent: () => {},
    signal,
  });
}

/** A run that began, and was killed. */
async function cutOff(verb: RunVerb): Promise<void> {
  const at = box.host.now().toISOString();
  const record = { type: "run", run: "killed", verb, at, version: "0.0.0", answers: someAnswers } as const;
  await box.inSession(({ journal }) => journal.note(record));
}

describe("an endpoint that is half there", () => {
  it.each(["undo", "remove"] as const)(
    "after a %s that left something has one advice, and no rotation, which touches nothing",
    async (verb) => {
      await box.edit("theirs\n");
      await expect(box.takeBack(verb)).rejects.toMatchObject({ exitCode: 3 });
      const seen = `not all could be taken back: ${path} was edited since and is left as it is`;
      const next = `take your edits out of ${path}, or move the file away; then: wss-setup ${verb} --yes`;
      const { ok, checks } = await told();
      expect(ok).toBe(false);
      expect(checks).toEqual([{ id: "unfinished", title: "Unfinished", status: "failed", seen, fix: next }]);
      const before = await journal();
      await expect(rotating()).rejects.toMatchObject({
        exitCode: 64,
        message: `rotate has to wait: ${seen}`,
        next,
      });
      expect(await box.text()).toBe("theirs\n");
      expect(await journal()).toBe(before);
    },
  );

  it("after a run that was killed has one advice, and no rotation, which touches nothing", async () => {
    await cutOff("apply");
    const seen = "the last run was cut off in the middle";
    expect((await told()).checks).toMatchObject([{ status: "failed", seen, fix: "wss-setup undo --yes" }]);
    await expect(rotating()).rejects.toMatchObject({ exitCode: 64, next: "wss-setup undo --yes" });
    expect((await told()).checks).toMatchObject([{ seen }]);
  });

  it("is none where a rotation was killed: the next one goes on", async () => {
    await cutOff("rotate");
    expect((await told()).checks).toMatchObject([{ fix: "wss-setup undo --yes" }]);
    // Nothing can be planned in this box, but what was cut off has been taken back.
    await rotating().catch(() => {});
    expect((await box.look()).installation).not.toHaveProperty("unfinished");
  });

  it.each([
    ["undo", false],
    ["remove", true],
  ] as const)("after an %s that was killed wants the same once more", async (verb, all) => {
    const { at, run } = await box.inSession(async ({ journal }) => journal.runs.at(-1)?.start ?? never());
    await box.inSession(({ journal }) =>
      journal.note({ type: "undo", run, at, why: "request", ...(all && { all }) }),
    );
    expect((await told()).checks).toMatchObject([{ fix: `wss-setup ${verb} --yes` }]);
    await expect(rotating()).rejects.toMatchObject({ exitCode: 64 });
  });
});

function never(): never {
  throw new Error("no run");
}
