import { beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "../../../src/core/build-step.ts";
import { type EditDecision, editedFiles } from "../../../src/core/edited-files.ts";
import type { Facts } from "../../../src/core/facts.ts";
import { isChange } from "../../../src/core/is-change.ts";
import { type Plan, plan } from "../../../src/core/plan.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { diffOf } from "../../../src/interpreters/preview/diff.ts";
import { probeFiles } from "../../../src/probe/files.ts";
import { probeLeft } from "../../../src/probe/left.ts";
import { installation, type Session, withSession } from "../../../src/session.ts";
import { takeBack } from "../../../src/take-back.ts";
import { emptyBox, plannersWith, planOf, someAnswers } from "../../helpers/facts.ts";

const path = "/etc/proxy.conf";
const then = "names a\nlimit 50\n";
const theirs = "names a\nlimit 90\n";
const ours = "names a b\nlimit 50\n";
const backups = "/var/lib/wss-setup/backups";

let host: MemoryHost;

beforeEach(async () => {
  host = new MemoryHost({ run: () => ({ code: 0 }) });
  const step = writeFile(emptyBox, { path, content: then, mode: 0o644, why: "for the test" });
  await run(planOf([step]));
  host = host.clone({ now: new Date("2026-12-01T06:00:00Z") });
  await host.writeFile(path, theirs, { mode: 0o644 });
});

async function inSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
  return await withSession(await realEnvironment(host), () => {}, work);
}

async function run(wanted: Plan): Promise<void> {
  const { signal } = new AbortController();
  const steps = wanted.steps.filter((step) => "path" in step && step.path === path);
  await inSession((session) =>
    runPlan({ ...wanted, steps }, { ...session, facts: emptyBox, verb: "apply", version: "0.0.0", signal }),
  );
}

async function look(): Promise<Facts> {
  const seen = await inSession(async ({ journal }) => installation(journal));
  const files = await probeFiles(host, [path], { texts: new Set([path]) });
  return {
    ...emptyBox,
    files,
    left: await probeLeft(host, files, seen),
    ...(seen && { installation: seen }),
  };
}

/** A plan that wants our new text, and its step for the file. */
async function planned(...decisions: readonly EditDecision[]) {
  const facts = await look();
  const base = plannersWith({ decisions });
  const step = writeFile(facts, { path, content: ours, mode: 0o644, why: "for the test" });
  const nothing = { problems: [], warnings: [], refusesUnknownNames: true };
  const planners = { ...base, proxy: { ...base.proxy, plan: () => ({ ...nothing, steps: [step] }) } };
  const made = plan(someAnswers, facts, planners);
  return { facts, made, step: made.steps.find(({ id }) => id === step.id) ?? step };
}

async function decided(how: EditDecision["how"]): Promise<Plan> {
  const { facts, made } = await planned();
  const [file] = editedFiles(facts, made.steps, made.drift);
  if (file === undefined) throw new Error("nothing to decide on");
  return (await planned({ ...file, how })).made;
}

async function text(): Promise<string | undefined> {
  return (await host.readFile(path))?.toString();
}

describe("a file of ours that other hands edited", () => {
  it("is shown as we left it, as it is, and as it would be", async () => {
    const { facts, made, step } = await planned();
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
    const [name] = await host.list(backups);
    expect(await host.stat(`${backups}/${name}`)).toMatchObject({ mode: 0o600 });
    expect((await host.readFile(`${backups}/${name}`))?.toString()).toBe(then);
    await host.writeFile(path, then, { mode: 0o644 });
    await inSession((session) => takeBack(session, "undo"));
    expect(await host.list("/var/lib/wss-setup")).toEqual([]);
  });

  it("stays as it is where it is kept, and the next plan asks again", async () => {
    const made = await decided("keep");
    expect(made.drift).toEqual([]);
    expect(made.steps.filter(isChange).some((step) => "path" in step && step.path === path)).toBe(false);
    expect(made.warnings.map(({ id }) => id)).toEqual(["edit-stays"]);
    expect((await planned()).made.drift).toEqual([path]);
  });

  it("is overwritten where ours is taken, and comes back with an undo", async () => {
    const made = await decided("take");
    expect(made.drift).toEqual([]);
    expect(made.warnings.map(({ id }) => id)).toEqual(["edit-goes"]);
    await run(made);
    expect(await text()).toBe(ours);
    await inSession((session) => takeBack(session, "undo"));
    expect(await text()).toBe(theirs);
  });

  it("is decided on anew where it was edited once more", async () => {
    const { facts, made } = await planned();
    const [file] = editedFiles(facts, made.steps, made.drift);
    await host.writeFile(path, `${theirs}more\n`, { mode: 0o644 });
    for (const how of ["keep", "take"] as const) {
      const again = await planned({ path, sha256: "", ...file, how });
      expect(again.made.drift).toEqual([path]);
      expect(again.made.warnings).toEqual([]);
    }
  });
});
