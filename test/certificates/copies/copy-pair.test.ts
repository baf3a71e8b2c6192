import { expect, it } from "vitest";
import { planCopies } from "../../../src/certificates/copies/plan.ts";
import { copyScript } from "../../../src/certificates/copies/script.ts";
import type { PairCopy, Step } from "../../../src/core/step.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { probeCopies } from "../../../src/probe/copies.ts";
import { installation, type Session, withSession } from "../../../src/session.ts";
import { takeBack } from "../../../src/take-back.ts";
import { emptyBox, planOf } from "../../helpers/facts.ts";

const pair = { certificateFile: "/etc/c.crt", keyFile: "/etc/c.key" };
const copy: PairCopy = { path: "/etc/proxy/pair.pem", parts: ["certificate", "key"], owner: "proxy" };

const secret = "SECRET";

function box(files: Readonly<Record<string, string>> = {}): MemoryHost {
  return new MemoryHost({
    files: {
      "/etc/passwd": "root:x:0:0::/root:/bin/sh\nproxy:x:13:14::/bin:/usr/sbin/nologin\n",
      "/usr/local/lib/wss-setup": { folder: true },
      "/etc/proxy": { folder: true },
      "/etc/c.crt": "leaf",
      "/etc/c.key": { content: `${secret}\n`, mode: 0o600 },
      ...files,
    },
    run: () => ({ code: 0 }),
  });
}

function steps(): readonly Step[] {
  return planCopies(emptyBox, [copy], pair, true).filter(({ kind }) => kind === "CopyPair");
}

async function inSession<T>(host: MemoryHost, work: (session: Session) => Promise<T>): Promise<T> {
  return await withSession(await realEnvironment(host), () => {}, work);
}

async function run(host: MemoryHost): Promise<void> {
  const { signal } = new AbortController();
  await inSession(host, (session) =>
    runPlan(planOf(steps()), { ...session, facts: emptyBox, verb: "apply", version: "0.0.0", signal }),
  );
}

async function undo(host: MemoryHost): Promise<void> {
  await inSession(host, (session) => takeBack(session, "undo"));
}

async function text(host: MemoryHost, path = copy.path): Promise<string | undefined> {
  return (await host.readFile(path))?.toString();
}

it("is made for its reader alone, and no byte of the key gets into the journal", async () => {
  const host = box();
  await run(host);
  expect(await host.stat(copy.path)).toMatchObject({ mode: 0o600, uid: 13, gid: 14 });
  expect(await text(host)).toBe(`leaf\n${secret}\n`);
  expect(await text(host, "/var/lib/wss-setup/journal.jsonl")).not.toContain(secret);
});

it("is recognized by what is in it, its mode and its owner", async () => {
  const host = box();
  expect(await probeCopies(host, [copy], [pair])).toEqual({});
  await run(host);
  const known = { [copy.path]: "/etc/c.crt" };
  const other = { certificateFile: "/etc/other.crt", keyFile: "/etc/other.key" };
  expect(await probeCopies(host, [copy], [other, pair])).toEqual(known);
  expect(await probeCopies(host, [copy], [other])).toEqual({});
  expect(await probeCopies(host, [{ ...copy, owner: "root" }], [pair])).toEqual({});
  await host.writeFile("/etc/c.crt", "renewed", { mode: 0o644 });
  expect(await probeCopies(host, [copy], [pair])).toEqual({});
  await host.writeFile("/etc/c.crt", "leaf", { mode: 0o644 });
  expect(await probeCopies(host, [copy], [pair])).toEqual(known);
  await host.writeFile(copy.path, `leaf\n${secret}\n`, { mode: 0o640, uid: 13, gid: 14 });
  expect(await probeCopies(host, [copy], [pair])).toEqual({});
});

it("goes with an undo, also when a renewal exchanged it since, and that is no edit of other hands", async () => {
  const host = box();
  await run(host);
  await host.writeFile(copy.path, "renewed", { mode: 0o600, uid: 13, gid: 14 });
  const seen = await inSession(host, async ({ journal }) => installation(journal));
  expect(seen?.paths[copy.path]?.operatorMayEdit).toBe(true);
  await undo(host);
  expect(await host.stat(copy.path)).toBeUndefined();
});

it("comes back as it was before a later run, unless a renewal took it further", async () => {
  for (const renewed of [false, true]) {
    const first = box();
    await run(first);
    const host = first.clone({ now: new Date("2026-12-01T06:00:00Z") });
    await host.writeFile("/etc/c.crt", "rotated", { mode: 0o644 });
    await run(host);
    if (renewed) await host.writeFile(copy.path, "renewed", { mode: 0o600, uid: 13, gid: 14 });
    await undo(host);
    expect(await text(host)).toBe(renewed ? "renewed" : `leaf\n${secret}\n`);
  }
});

it("is made anew after an undo by the script that an earlier run left, from the pair that is back", async () => {
  const host = box();
  await run(host);
  await undo(host);
  expect(host.commands).not.toContainEqual([copyScript]);
  const later = box({ [copyScript]: "#!/bin/sh\n" });
  await run(later);
  await undo(later);
  expect(later.commands).toContainEqual([copyScript]);
});

it("takes nothing over for a user that is not there", async () => {
  const host = box({ "/etc/passwd": "root:x:0:0::/root:/bin/sh\n" });
  await expect(run(host)).rejects.toMatchObject({ exitCode: 1 });
  expect(await host.stat(copy.path)).toBeUndefined();
});
