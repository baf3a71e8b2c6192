import { beforeEach, describe, expect, it } from "vitest";
import type { Run } from "../../src/core/journal.ts";
import { afterLeft, purgeTakes } from "../../src/core/left-over.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { EditedBox, path } from "../interpreters/apply/edited-box.ts";

let box: EditedBox;

beforeEach(async () => {
  box = await EditedBox.with("ours\n");
});

/** What comes before anything else. */
async function told() {
  return (await box.look()).installation?.unfinished;
}

describe("what an undo left", () => {
  it.each(["undo", "remove"] as const)(
    "is told with what to do about it, also by status, until %s takes it",
    async (verb) => {
      await box.edit("theirs\n");
      const next = `take your edits out of ${path}, or move the file away; then: wss-setup ${verb} --yes`;
      await expect(box.takeBack(verb)).rejects.toMatchObject({ exitCode: 3, next });
      const seen = `not all could be taken back: ${path} was edited since and is left as it is`;
      expect(await told()).toEqual({ of: verb, told: seen, next });
      await box.host.remove(path);
      await box.takeBack(verb);
      expect(await box.host.list("/var/lib/wss-setup")).toEqual([]);
    },
  );

  it("is not moved away where there was something before us", async () => {
    box = new EditedBox(new MemoryHost({ files: { [path]: "before us\n" }, run: () => ({ code: 0 }) }));
    await box.run(await box.decided("ours\n", "take"));
    await box.edit("theirs\n");
    await expect(box.takeBack("remove")).rejects.toMatchObject({
      next: `take your edits out of ${path}; then: wss-setup remove --yes`,
    });
  });

  it("is nothing where nothing was, and once a later run stands on it", async () => {
    expect(await told()).toBeUndefined();
    await box.edit("theirs\n");
    await expect(box.takeBack("undo")).rejects.toMatchObject({ exitCode: 3 });
    await box.run(await box.decided("ours again\n", "take"));
    expect(await told()).toBeUndefined();
  });

  it("is named where a purge would take it along", () => {
    const kept = purgeTakes("nginx", ["/etc/nginx/mine.conf", "/etc/nginx/more"]);
    const step = { begin: { record: { kind: "nothing" } }, kept, spared: false };
    expect(afterLeft([{ steps: [step] } as unknown as Run], "undo")).toBe(
      "move /etc/nginx/mine.conf and /etc/nginx/more away if it is to go; then: wss-setup undo --yes",
    );
  });
});
