import { beforeEach, describe, expect, it } from "vitest";
import { isChange } from "../../../src/core/is-change.ts";
import { Crash, MemoryHost } from "../../../src/host/memory-host.ts";
import { diffOf } from "../../../src/interpreters/preview/diff.ts";
import { refuseDrift } from "../../../src/refuse.ts";
import { recover } from "../../../src/session.ts";
import { takeBack } from "../../../src/take-back.ts";
import { EditedBox, path } from "./edited-box.ts";

const then = "names a\nlimit 50\n";
const theirs = "names a\nlimit 90\n";
const ours = "names a b\nlimit 50\n";
const backups = "/var/lib/wss-setup/backups";

let box: EditedBox;

beforeEach(async () => {
  box = await EditedBox.with(then);
  await box.edit(theirs);
});

describe("a file of ours that other hands edited", () => {
  it("is shown as we left it, as it is, and as it would be", async () => {
    const { facts, made, step } = await box.planned(ours);
    expect(made.drift).toEqual([path]);
    expect(diffOf(step, facts)).toBe(`--- ${path}
+++ ${path}
@@ What other hands changed since the last run @@
@@ -1,2 +1,2 @@
 names a
-limit 50
+limit 90
@@ What ours would change of that @@
@@ -1,2 +1,2 @@
-names a
-limit 90
+names a b
+limit 50
`);
  });

  it("is told by a copy that root alone can read, which goes with the journal", async () => {
    const [name] = await box.host.list(backups);
    expect(await box.host.stat(`${backups}/${name}`)).toMatchObject({ mode: 0o600 });
    expect((await box.host.readFile(`${backups}/${name}`))?.toString()).toBe(then);
    await box.edit(then);
    await box.takeBack("undo");
    expect(await box.host.list("/var/lib/wss-setup")).toEqual([]);
  });

  it("is refused where nobody can be asked, with the way to decide", async () => {
    const { facts, made } = await box.planned(ours);
    expect(() => refuseDrift({ facts, plan: made })).toThrow(
      expect.objectContaining({
        exitCode: 4,
        message: expect.stringContaining(path),
        next: expect.stringMatching(/: wss-setup$/),
      }),
    );
  });

  it("stays as it is where it is kept, and the next plan asks again", async () => {
    const made = await box.decided(ours, "keep");
    expect(made.drift).toEqual([]);
    expect(made.steps.filter(isChange).some((step) => "path" in step && step.path === path)).toBe(false);
    expect(made.warnings.map(({ id }) => id)).toEqual(["edit-stays"]);
    expect((await box.planned(ours)).made.drift).toEqual([path]);
  });

  it("is overwritten where ours is taken, and comes back with an undo", async () => {
    const made = await box.decided(ours, "take");
    expect(made.drift).toEqual([]);
    expect(made.warnings.map(({ id }) => id)).toEqual(["edit-goes"]);
    await box.run(made);
    expect(await box.text()).toBe(ours);
    await box.takeBack("undo");
    expect(await box.text()).toBe(theirs);
    await expect(box.takeBack("remove")).rejects.toMatchObject({ exitCode: 3 });
    expect(await box.text()).toBe(theirs);
  });

  it("is decided on anew where it was edited once more", async () => {
    const { file } = await box.planned(ours);
    if (file === undefined) throw new Error("nothing to decide on");
    await box.edit(`${theirs}more\n`);
    for (const how of ["keep", "take", "merge"] as const) {
      const again = await box.planned(ours, { ...file, how });
      expect(again.made.drift).toEqual([path]);
      expect(again.made.warnings).toEqual([]);
    }
  });
});

describe("a removal after ours was taken", () => {
  const later = "names a b c\nlimit 50\n";

  it("takes the file away, as often as other hands had edited it, and is done", async () => {
    await box.run(await box.decided(ours, "take"));
    await box.edit(`${ours}more\n`);
    await box.run(await box.decided(later, "take"));
    await box.takeBack("remove");
    expect(await box.text()).toBeUndefined();
    expect(await box.host.list("/var/lib/wss-setup")).toEqual([]);
  });

  it("brings back what was there before us", async () => {
    box = new EditedBox(new MemoryHost({ files: { [path]: "before us\n" }, run: () => ({ code: 0 }) }));
    await box.run(await box.decided(then, "take"));
    await box.edit(theirs);
    await box.run(await box.decided(ours, "take"));
    await box.takeBack("remove");
    expect(await box.text()).toBe("before us\n");
  });

  it("leaves what was edited after that, and tells", async () => {
    await box.run(await box.decided(ours, "take"));
    await box.edit("edited\n");
    await expect(box.takeBack("remove")).rejects.toMatchObject({ exitCode: 3 });
    expect(await box.text()).toBe("edited\n");
  });

  it("ends as well where it was cut off at any change, and is begun again", async () => {
    await box.run(await box.decided(ours, "take"));
    const { host } = box;
    for (let [n, ended] = [0, false]; !ended; n += 1) {
      const dying = host.clone({
        beforeMutation: (_mutation, index) => {
          if (index >= n) throw new Crash();
        },
      });
      const remove = (on: MemoryHost) => box.inSession((session) => takeBack(session, "remove"), on);
      await remove(dying).then(
        () => {
          ended = true;
        },
        () => undefined,
      );
      const next = dying.clone({ beforeMutation: () => {} });
      await box.inSession(recover, next);
      await remove(next);
      expect(await next.readFile(path), `cut before change ${n}`).toBeUndefined();
      expect(await next.list("/var/lib/wss-setup"), `cut before change ${n}`).toEqual([]);
    }
  });
});
