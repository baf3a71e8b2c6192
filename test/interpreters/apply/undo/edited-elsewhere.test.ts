import { expect, test } from "vitest";
import { editFile } from "../../../../src/core/build-step.ts";
import { driftOf } from "../../../../src/core/drift.ts";
import type { Facts } from "../../../../src/core/facts.ts";
import { plan } from "../../../../src/core/plan.ts";
import type { Edit, Step } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { probeFiles } from "../../../../src/probe/files.ts";
import { installation, type Session, withSession } from "../../../../src/session.ts";
import { takeBack } from "../../../../src/take-back.ts";
import { emptyBox, plannersWith, planOf, someAnswers } from "../../../helpers/facts.ts";

const path = "/etc/proxy.cfg";
const before = "global\n  maxconn 100\n\nfrontend theirs\n";
const marks = ["# ours", "# end of ours"] as const;
const edits: readonly Edit[] = [
  { find: "^ *maxconn (\\d+)$", line: "  maxconn 10240", atLeast: 10_240, insertAfter: "^global" },
  { marks, block: "frontend ours\n" },
];

async function inSession<T>(host: MemoryHost, work: (session: Session) => Promise<T>): Promise<T> {
  return await withSession(await realEnvironment(host), () => {}, work);
}

async function run(host: MemoryHost, steps: readonly Step[]): Promise<void> {
  const { signal } = new AbortController();
  await inSession(host, (session) =>
    runPlan(planOf(steps), { ...session, facts: emptyBox, verb: "apply", version: "0.0.0", signal }),
  );
}

async function editedBox(): Promise<MemoryHost> {
  const host = new MemoryHost({ files: { [path]: before }, run: () => ({ code: 0 }) });
  await run(host, [editFile(emptyBox, { path, edits, why: "for the test" })]);
  return host;
}

async function text(host: MemoryHost): Promise<string | undefined> {
  return (await host.readFile(path))?.toString();
}

/** The operator adds something above our block and something below. */
async function editElsewhere(host: MemoryHost): Promise<void> {
  const there = (await text(host)) ?? "";
  await host.writeFile(path, `# mine\n${there}backend theirs\n`, { mode: 0o640, uid: 0, gid: 4 });
}

const others = `# mine\n${before}backend theirs\n`;

test("an undo takes our edits out of a file that was edited elsewhere, and leaves the rest as it is", async () => {
  const host = await editedBox();
  await editElsewhere(host);
  await inSession(host, (session) => takeBack(session, "undo"));
  expect(await text(host)).toBe(others);
  expect(await host.stat(path)).toMatchObject({ mode: 0o640, gid: 4 });
});

test("an undo of a file that nobody else edited brings back every byte", async () => {
  const host = await editedBox();
  expect(await text(host)).toBe(
    `${before.replace("maxconn 100\n", "maxconn 10240\n")}\n# ours\nfrontend ours\n# end of ours\n`,
  );
  await inSession(host, (session) => takeBack(session, "undo"));
  expect(await text(host)).toBe(before);
});

/** What a run that wants none of it would do with the file. */
async function lookAt(host: MemoryHost): Promise<Facts> {
  const seen = await inSession(host, async ({ journal }) => installation(journal));
  const files = await probeFiles(host, [path], { texts: new Set([path]) });
  return { ...emptyBox, files, ...(seen && { installation: seen }) };
}

test("a later run that needs none of it takes it out, and the file is the operator's alone from then on", async () => {
  const first = await editedBox();
  await editElsewhere(first);
  const host = first.clone({ now: new Date("2026-12-01T06:00:00Z") });
  const stepsOn = (facts: Facts) =>
    plan(someAnswers, facts, plannersWith()).steps.filter((step) => "path" in step && step.path === path);
  const steps = stepsOn(await lookAt(host));
  expect(steps).toMatchObject([{ kind: "EditFile", action: "update", givesBack: true }]);
  await run(host, steps);
  expect(await text(host)).toBe(others);
  expect(stepsOn(await lookAt(host))).toEqual([]);
  await inSession(host, (session) => takeBack(session, "remove"));
  expect(await text(host)).toBe(others);
});

test("what others wrote between our marks is not overwritten, and not taken back", async () => {
  const host = await editedBox();
  await host.writeFile(path, ((await text(host)) ?? "").replace("frontend ours", "frontend edited"), {
    mode: 0o644,
  });
  const facts = await lookAt(host);
  expect(plan(someAnswers, facts, plannersWith()).drift).toEqual([path]);
  const wanted = editFile(facts, { path, edits, why: "for the test" });
  expect(driftOf(facts, [wanted])).toEqual([path]);
  await expect(inSession(host, (session) => takeBack(session, "undo"))).rejects.toThrow(
    /was edited since and is left/,
  );
  expect(await text(host)).toContain("frontend edited");
});

test("a block with our marks that we never wrote is somebody else's", async () => {
  const host = new MemoryHost({ files: { [path]: `global\n${marks[0]}\ntheirs\n${marks[1]}\n` } });
  const facts = await lookAt(host);
  expect(driftOf(facts, [editFile(facts, { path, edits, why: "for the test" })])).toEqual([path]);
});
