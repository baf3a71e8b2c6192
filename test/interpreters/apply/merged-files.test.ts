import { beforeEach, describe, expect, it } from "vitest";
import { driftOf } from "../../../src/core/drift.ts";
import { isChange } from "../../../src/core/is-change.ts";
import { type Plan, plan } from "../../../src/core/plan.ts";
import { Crash, MemoryHost } from "../../../src/host/memory-host.ts";
import { diffOf } from "../../../src/interpreters/preview/diff.ts";
import { refuseUndecidable } from "../../../src/refuse.ts";
import { recover } from "../../../src/session.ts";
import { plannersWith, someAnswers } from "../../helpers/facts.ts";
import { EditedBox, path } from "./edited-box.ts";

const then = "names a\nlimit 50\nkeys k\ntimeout 60\n";
const theirs = "# mine\nnames a\nlimit 50\nkeys k\ntimeout 60\n";
const ours = "names a\nlimit 50\nkeys k\ntimeout 90\n";
const both = "# mine\nnames a\nlimit 50\nkeys k\ntimeout 90\n";

let box: EditedBox;

beforeEach(async () => {
  box = await EditedBox.with(then);
  await box.edit(theirs);
});

async function merge(text = ours): Promise<Plan> {
  const made = await box.decided(text, "merge");
  await box.run(made);
  return made;
}

/** What a plan does to the file, other than to ask. */
function changes({ steps }: Plan): boolean {
  return steps.filter(isChange).some((step) => "path" in step && step.path === path);
}

describe("a merge of what other hands wrote with ours", () => {
  it("is shown before anybody decides on it", async () => {
    const { facts, step, file } = await box.planned(ours);
    expect(file?.merge).toBe("clean");
    expect(diffOf(step, facts)).toContain(`@@ What a merge would change of that instead @@
@@ -2,4 +2,4 @@
 names a
 limit 50
 keys k
-timeout 60
+timeout 90
`);
  });

  it("has what both changed; an undo brings theirs back, byte for byte", async () => {
    const made = await merge();
    expect(made.drift).toEqual([]);
    expect(made.warnings.map(({ id }) => id)).toEqual(["edit-merged"]);
    expect(await box.text()).toBe(both);
    await box.takeBack("undo");
    expect(await box.text()).toBe(theirs);
    expect((await box.planned(ours)).made.drift).toEqual([path]);
  });

  it("asks nothing of the next run, and changes nothing", async () => {
    await merge();
    const { made } = await box.planned(ours);
    expect(made).toMatchObject({ drift: [], warnings: [] });
    expect(changes(made)).toBe(false);
  });

  it("stays in what later runs write, without a question", async () => {
    await merge();
    const others = ours.replace("keys k", "keys l");
    const { facts, made, step } = await box.planned(others);
    expect(made.drift).toEqual([]);
    expect(made.warnings.map(({ id }) => id)).toEqual(["edit-merged"]);
    expect(diffOf(step, facts)).not.toContain("other hands");
    await box.run(made);
    const later = both.replace("keys k", "keys l");
    expect(await box.text()).toBe(later);
    expect(changes((await box.planned(others)).made)).toBe(false);
    await box.run((await box.planned(ours)).made);
    expect(await box.text()).toBe(both);
    await box.takeBack("undo");
    expect(await box.text()).toBe(later);
    await box.takeBack("undo");
    expect(await box.text()).toBe(both);
  });

  it("of a file that ours is no different from is a word for later: nobody asks again", async () => {
    const made = await merge(then);
    expect(changes(made)).toBe(true);
    expect(await box.text()).toBe(theirs);
    expect((await box.planned(then)).made).toMatchObject({ drift: [], warnings: [] });
    await box.run((await box.planned(ours)).made);
    expect(await box.text()).toBe(both);
  });

  it("that is edited once more is asked for anew, and loses nothing of either", async () => {
    await merge();
    await box.edit(both.replace("limit 50", "limit 70"));
    expect((await box.planned(ours)).made.drift).toEqual([path]);
    await merge("names a\nlimit 50\nkeys k\ntimeout 90\nretries 3\n");
    expect(await box.text()).toBe("# mine\nnames a\nlimit 70\nkeys k\ntimeout 90\nretries 3\n");
    expect(changes((await box.planned("names a\nlimit 50\nkeys k\ntimeout 90\nretries 3\n")).made)).toBe(
      false,
    );
  });

  it("whose lines a later run has to change as well is not overwritten", async () => {
    await merge();
    const { made, file } = await box.planned(`# ours\n${ours}`);
    expect(made.drift).toEqual([path]);
    expect(file?.merge).toBe("conflict");
    expect(await box.text()).toBe(both);
    await box.run(await box.decided(`# ours\n${ours}`, "take"));
    expect(await box.text()).toBe(`# ours\n${ours}`);
    expect(changes((await box.planned(`# ours\n${ours}`)).made)).toBe(false);
  });

  it("that nobody needs any more is not taken away with theirs in it, but once that is out", async () => {
    await merge();
    const stale = await box.planned(undefined);
    expect(stale.step.kind).toBe("RestoreFile");
    expect(stale.made.drift).toEqual([path]);
    expect(stale.file).toBeUndefined();
    expect(() => refuseUndecidable({ facts: stale.facts, plan: stale.made })).toThrow(
      expect.objectContaining({ next: expect.stringMatching(/^move the file .* to a folder of your own/) }),
    );
    const moved = { ...stale.facts, files: { [path]: { kind: "absent" } as const } };
    expect(driftOf(moved, plan(someAnswers, moved, plannersWith()).steps)).toEqual([]);
    await box.edit(ours);
    expect((await box.planned(undefined)).made.drift).toEqual([]);
    expect((await box.planned(ours)).made.drift).toEqual([]);
  });

  it("leaves theirs on a removal, and tells", async () => {
    await merge();
    await expect(box.takeBack("remove")).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(`${path} was edited since and is left as it is`),
    });
    expect(await box.text()).toBe(theirs);
  });

  it("has bytes that are no UTF-8 as they were", async () => {
    const latin1 = Buffer.concat([Buffer.from("# für uns\n", "latin1"), Buffer.from(then)]);
    await box.edit(latin1);
    await merge();
    expect(await box.host.readFile(path)).toEqual(
      Buffer.concat([Buffer.from("# für uns\n", "latin1"), Buffer.from(ours)]),
    );
    expect(changes((await box.planned(ours)).made)).toBe(false);
    await box.takeBack("undo");
    expect(await box.host.readFile(path)).toEqual(latin1);
  });

  it("is taken back exactly where it was cut off at any change", async () => {
    const made = await box.decided(ours, "merge");
    const { host } = box;
    for (let [n, ended] = [0, false]; !ended; n += 1) {
      const dying = host.clone({
        now: new Date(host.now().getTime() + 3_600_000),
        beforeMutation: (_mutation, index) => {
          if (index >= n) throw new Crash();
        },
      });
      await box.carryOut(made, dying).then(
        () => {
          ended = true;
        },
        () => undefined,
      );
      if (ended) continue;
      const next = dying.clone({ beforeMutation: () => {} });
      await box.inSession(recover, next);
      expect((await next.readFile(path))?.toString(), `cut before change ${n}`).toBe(theirs);
    }
  });
});

describe("no merge is offered", () => {
  it("where both changed the same lines, and one that is asked for all the same does nothing", async () => {
    await box.edit(then.replace("timeout 60", "timeout 70"));
    const { facts, step, file } = await box.planned(ours);
    expect(file?.merge).toBe("conflict");
    expect(diffOf(step, facts)).not.toContain("merge");
    const made = await box.decided(ours, "merge");
    expect(made.drift).toEqual([path]);
  });

  it("where it was there before us: nobody knows what of it is whose", async () => {
    box = new EditedBox(new MemoryHost({ files: { [path]: theirs }, run: () => ({ code: 0 }) }));
    const { file } = await box.planned(ours);
    expect(file?.merge).toBe("unknown");
    expect((await box.decided(ours, "merge")).drift).toEqual([path]);
  });
});
