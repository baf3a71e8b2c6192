import { beforeEach, describe, expect, it } from "vitest";
import { copyFile } from "../../../../src/core/build-step.ts";
import { sha256 } from "../../../../src/core/sha256.ts";
import type { CopyFile } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { probeFiles } from "../../../../src/probe/files.ts";
import { installation, withSession } from "../../../../src/session.ts";
import { takeBack } from "../../../../src/take-back.ts";
import { emptyBox, planOf } from "../../../helpers/facts.ts";

const from = "/opt/program";
const path = "/usr/local/lib/program";
const wanted = { path, from, mode: 0o755, why: "For the test." };
const program = { kind: "file", mode: 0o755, uid: 0, gid: 0, content: "the program" };

let host: MemoryHost;
beforeEach(() => {
  host = new MemoryHost({ files: { [from]: "the program" } });
});

async function planned(): Promise<CopyFile> {
  const files = await probeFiles(host, [path], { texts: new Set() });
  return copyFile({ ...emptyBox, files }, { ...wanted, sha256: sha256("the program") });
}

async function run(...steps: readonly CopyFile[]): Promise<void> {
  const signal = new AbortController().signal;
  const more = { facts: emptyBox, verb: "apply", version: "0.0.0", signal } as const;
  await withSession(
    await realEnvironment(host),
    () => {},
    (session) => runPlan(planOf(steps), { ...session, ...more }),
  );
}

async function undo(): Promise<unknown> {
  const environment = await realEnvironment(host);
  return withSession(
    environment,
    () => {},
    (session) => takeBack(session, "undo"),
  );
}

describe("a copied program file", () => {
  it("has the bytes, and a mode and an owner of its own; the second plan has nothing to do", async () => {
    const step = await planned();
    expect(step.action).toBe("create");
    await run(step);
    expect(host.toJSON()[path]).toEqual(program);
    expect((await planned()).action).toBe("no-op");
  });

  it("is kept nowhere else: neither the plan nor the journal nor the backups hold its bytes", async () => {
    const step = await planned();
    await run(step);
    const all = Object.entries(host.toJSON()).filter(([each]) => each !== from && each !== path);
    expect(JSON.stringify([step, all])).not.toContain("the program");
  });

  it("is told from one with other bytes or another mode", async () => {
    host.place(path, { content: "the program", mode: 0o644 });
    expect((await planned()).action).toBe("update");
    host.place(path, { content: "another", mode: 0o755 });
    expect((await planned()).action).toBe("update");
  });

  it("goes again with an undo, and what was there before is back with its mode and owner", async () => {
    const before = host.toJSON();
    await run(await planned());
    await undo();
    expect(host.toJSON()).toEqual(before);

    host.place(path, { content: "theirs", mode: 0o750, uid: 7, gid: 8 });
    await run(await planned());
    expect(host.toJSON()[path]).toEqual(program);
    await undo();
    expect(host.toJSON()[path]).toEqual({ kind: "file", content: "theirs", mode: 0o750, uid: 7, gid: 8 });
  });

  it("stays where other hands changed it since", async () => {
    await run(await planned());
    host.place(path, "edited");
    await expect(undo()).rejects.toThrow(`${path} was edited since and is left as it is`);
  });

  it("is not copied when the program is no longer the one of the plan, and nothing is left of the try", async () => {
    const before = host.toJSON();
    const step = await planned();
    host.place(from, "another program");
    await expect(run(step)).rejects.toThrow(/\/opt\/program has changed since it was looked at/);
    host.place(from, "the program");
    expect(host.toJSON()).toEqual(before);
  });

  it("is made once, though two steps of a run want it, and goes with an undo all the same", async () => {
    const before = host.toJSON();
    const step = await planned();
    await run(step, { ...step, id: `${step.id}:again` });
    expect(await host.list("/var/lib/wss-setup/backups")).toEqual([]);
    await undo();
    expect(host.toJSON()).toEqual(before);
  });

  it("counts as ours", async () => {
    await run(await planned());
    const environment = await realEnvironment(host);
    const paths = await withSession(
      environment,
      () => {},
      async ({ journal }) => installation(journal)?.paths,
    );
    expect(paths).toMatchObject({ [path]: { before: { kind: "absent" }, after: { kind: "file" } } });
  });
});
