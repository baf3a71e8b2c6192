import { expect, test } from "vitest";
import { editFile, symlink } from "../../../../src/core/build-step.ts";
import { driftOf } from "../../../../src/core/drift.ts";
import type { Facts } from "../../../../src/core/facts.ts";
import { stands } from "../../../../src/core/journal.ts";
import { plan } from "../../../../src/core/plan.ts";
import type { Edit, Step } from "../../../../src/core/step.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { Crash, MemoryHost } from "../../../../src/host/memory-host.ts";
import { JournalFile } from "../../../../src/interpreters/apply/journal-file.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { diffOf } from "../../../../src/interpreters/preview/diff.ts";
import { probeFiles } from "../../../../src/probe/files.ts";
import { refuseDrift } from "../../../../src/refuse.ts";
import { installation, recover, type Session, withSession } from "../../../../src/session.ts";
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

/** What a plan sees of it. */
async function lookAt(host: MemoryHost): Promise<Facts> {
  const seen = await inSession(host, async ({ journal }) => installation(journal));
  const files = await probeFiles(host, [path], { texts: new Set([path]) });
  return { ...emptyBox, files, ...(seen && { installation: seen }) };
}

/** What a plan that wants none of it does with the file. */
function stepsOn(facts: Facts): readonly Step[] {
  return plan(someAnswers, facts, plannersWith()).steps.filter(
    (step) => "path" in step && step.path === path,
  );
}

/** The same box an hour later, for a run of its own. */
function later(host: MemoryHost): MemoryHost {
  return host.clone({ now: new Date(host.now().getTime() + 3_600_000) });
}

test("a later run that needs none of it takes it out, and the file is the operator's alone from then on", async () => {
  const first = await editedBox();
  await editElsewhere(first);
  const host = later(first);
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
  const refused = { ...planOf([wanted]), drift: [path] };
  expect(() => refuseDrift({ facts, plan: refused })).toThrow(
    expect.objectContaining({
      exitCode: 4,
      message: `edited by other hands and not overwritten: ${path}, where what stands between "# ours" and "# end of ours" was changed`,
      next: expect.stringMatching(
        /^wss-setup plan -a \/etc\/wss-setup\/answers\.yaml shows what differs; .*delete our block with both its marks, and run it again$/,
      ),
    }),
  );
  expect(() => refuseDrift({ facts, plan: refused }, "wss-setup plan -a mine.yaml")).toThrow(
    expect.objectContaining({
      next: expect.stringMatching(/^wss-setup plan -a mine\.yaml shows what differs; /),
    }),
  );
  await expect(inSession(host, (session) => takeBack(session, "undo"))).rejects.toThrow(
    /was edited since and is left/,
  );
  expect(await text(host)).toContain("frontend edited");
});

test("bytes that are no UTF-8 stay as they are, through the edit, its diff and its way out of a file that others edited", async () => {
  const latin1 = (words: string) => Buffer.from(words, "latin1");
  const old = Buffer.concat([latin1("# für uns\n"), Buffer.from(before), latin1("# Größe\n")]);
  const host = new MemoryHost({ files: { [path]: { content: old } }, run: () => ({ code: 0 }) });
  const wanted = editFile(emptyBox, { path, edits, why: "for the test" });
  expect(diffOf(wanted, await lookAt(host))).toMatch(/^[+] {2}maxconn 10240$/m);
  await run(host, [wanted]);
  const ours = latin1("\n# ours\nfrontend ours\n# end of ours\n");
  const raised = latin1(old.toString("latin1").replace("maxconn 100\n", "maxconn 10240\n"));
  expect(await host.readFile(path)).toEqual(Buffer.concat([raised, ours]));
  expect(editFile(await lookAt(host), { path, edits, why: "for the test" }).action).toBe("no-op");
  const theirs = latin1("# später\n");
  await host.writeFile(path, Buffer.concat([theirs, raised, ours]), { mode: 0o644 });
  await inSession(host, (session) => takeBack(session, "undo"));
  expect(await host.readFile(path)).toEqual(Buffer.concat([theirs, old]));
});

test("a remark that the operator wrote behind a line of ours stays, and the line goes", async () => {
  const host = await editedBox();
  await host.writeFile(path, ((await text(host)) ?? "").replace("10240\n", "10240 # enough\n"), {
    mode: 0o644,
  });
  await inSession(host, (session) => takeBack(session, "undo"));
  expect(await text(host)).toBe(before.replace("100\n", "100 # enough\n"));
});

test("where a mark of ours is gone, nothing of the file is touched, and what to look at is told", async () => {
  const host = await editedBox();
  const torn = ((await text(host)) ?? "").replace(`${marks[1]}\n`, "");
  await host.writeFile(path, torn, { mode: 0o644 });
  const facts = await lookAt(host);
  expect(plan(someAnswers, facts, plannersWith()).drift).toEqual([path]);
  expect(driftOf(facts, [editFile(facts, { path, edits, why: "for the test" })])).toEqual([path]);
  const undo = () => inSession(host, (session) => takeBack(session, "undo"));
  await expect(undo()).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining(
      `${path} was edited since and is left as it is: "# ours" and "# end of ours" do not stand around our lines`,
    ),
  });
  expect(await text(host)).toBe(torn);
  await host.writeFile(path, `${torn}${marks[1]}\n`, { mode: 0o644 });
  await undo();
  expect(await text(host)).toBe(before);
});

test("an undo of a later edit that is killed between the file and the journal goes on where it was", async () => {
  const first = await editedBox();
  const back = ((await text(first)) ?? "").replace("\n# ours", "backend theirs\n\n# ours");
  const host = later(first);
  const block = "frontend other\n";
  await run(host, [editFile(emptyBox, { path, edits: [{ marks, block }], why: "for the test" })]);
  await editElsewhere(host);
  const undo = (on: MemoryHost) => inSession(on, (session) => takeBack(session, "undo"));
  for (let [n, ended] = [0, false]; !ended; n += 1) {
    const dying = host.clone({
      beforeMutation: (_mutation, index) => {
        if (index >= n) throw new Crash();
      },
    });
    await undo(dying).then(
      () => {
        ended = true;
      },
      () => undefined,
    );
    const next = dying.clone({ beforeMutation: () => {} });
    await inSession(next, recover);
    if ((await JournalFile.read(next)).runs.filter(stands).length > 1) await undo(next);
    expect(await text(next), `cut before change ${n}`).toBe(`# mine\n${back}`);
  }
});

test("an edit that was taken back and made anew, as another proxy comes and goes, can be taken out as before", async () => {
  const first = await editedBox();
  const away = later(first);
  await run(away, stepsOn(await lookAt(away)));
  expect(await text(away)).toBe(before);
  const again = later(away);
  await run(again, [editFile(emptyBox, { path, edits, why: "for the test" })]);
  await editElsewhere(again);
  const host = later(again);
  const steps = stepsOn(await lookAt(host));
  expect(steps).toMatchObject([{ kind: "EditFile", action: "update", givesBack: true }]);
  await run(host, steps);
  expect(await text(host)).toBe(others);
});

test("a block that others edited may be deleted with both its marks: then it is written anew", async () => {
  const host = await editedBox();
  await host.writeFile(path, before, { mode: 0o644 });
  const facts = await lookAt(host);
  const wanted = editFile(facts, { path, edits, why: "for the test" });
  expect(wanted.action).toBe("update");
  expect(driftOf(facts, [wanted])).toEqual([]);
});

/** Another run exchanges our block, then the operator deletes it with both its marks, and adds a line. */
async function deletedBlock(): Promise<MemoryHost> {
  const first = await editedBox();
  const host = later(first);
  const block = "frontend other\n";
  await run(host, [editFile(await lookAt(host), { path, edits: [{ marks, block }], why: "for the test" })]);
  const [above = ""] = ((await text(host)) ?? "").split("\n# ours\n");
  await host.writeFile(path, `${above}# mine\n`, { mode: 0o644 });
  return host;
}

test("a block that two runs wrote and the operator deleted, as the refusal says, is in no way of a plan that wants none of it", async () => {
  const host = later(await deletedBlock());
  const facts = await lookAt(host);
  const made = plan(someAnswers, facts, plannersWith());
  expect(made.drift).toEqual([]);
  await run(host, stepsOn(facts));
  expect(await text(host)).toBe(`${before}# mine\n`);
});

test("a block that two runs wrote and the operator deleted is in no way of a removal", async () => {
  const host = await deletedBlock();
  await inSession(host, (session) => takeBack(session, "remove"));
  expect(await text(host)).toBe(`${before}# mine\n`);
  expect(await host.list("/var/lib/wss-setup")).toEqual([]);
});

test("a refusal says what to do with lines of ours, and with a link that is to be another", async () => {
  const host = await editedBox();
  await host.writeFile(path, ((await text(host)) ?? "").replace("  maxconn 10240", "\tmaxconn 10240"), {
    mode: 0o644,
  });
  const lines = await lookAt(host);
  expect(() => refuseDrift({ facts: lines, plan: plan(someAnswers, lines, plannersWith()) })).toThrow(
    expect.objectContaining({
      exitCode: 4,
      message: expect.stringContaining('the line "maxconn 10240" is written otherwise'),
      next: "put the lines right that are named, and run it again",
    }),
  );
  const link = { kind: "symlink", target: "/theirs" } as const;
  const facts = { ...emptyBox, files: { "/etc/ours": link } };
  const wanted = symlink(facts, { path: "/etc/ours", target: "/ours", why: "for the test" });
  const refused = { ...planOf([wanted]), drift: driftOf(facts, [wanted]) };
  expect(() => refuseDrift({ facts, plan: refused })).toThrow(
    expect.objectContaining({
      exitCode: 4,
      next: "move the file with what was written in it to a folder of your own, and run it again",
    }),
  );
  expect(driftOf({ ...facts, files: { "/etc/ours": { kind: "absent" } } }, [wanted])).toEqual([]);
});

test("a block with our marks that we never wrote is somebody else's", async () => {
  const host = new MemoryHost({ files: { [path]: `global\n${marks[0]}\ntheirs\n${marks[1]}\n` } });
  const facts = await lookAt(host);
  expect(driftOf(facts, [editFile(facts, { path, edits, why: "for the test" })])).toEqual([path]);
});
