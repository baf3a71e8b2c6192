import { expect, it } from "vitest";
import { removeFile, symlink, writeFile } from "../../../../src/core/build-step.ts";
import { stands } from "../../../../src/core/journal.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { runPlan } from "../../../../src/interpreters/apply/run-plan.ts";
import { takeBackRuns, withSession } from "../../../../src/session.ts";
import { emptyBox, planOf } from "../../../helpers/facts.ts";

const why = "for the test";
const theirs = { content: "theirs\n", mode: 0o640, uid: 7, attributes: "an ACL and a note" } as const;

it("an undo brings the ACL and the extended attributes back, whatever became of the file", async () => {
  const host = new MemoryHost({
    files: { "/etc/proxy/removed": theirs, "/etc/proxy/linked": theirs, "/etc/proxy/written": theirs },
  });
  const before = host.toJSON();
  const steps = [
    removeFile(emptyBox, { path: "/etc/proxy/removed", why }, true),
    symlink(emptyBox, { path: "/etc/proxy/linked", target: "elsewhere", why }),
    writeFile(emptyBox, { path: "/etc/proxy/written", content: "ours\n", mode: 0o600, why }),
  ];
  const environment = await realEnvironment(host);
  const run = {
    facts: emptyBox,
    verb: "apply",
    version: "0.0.0",
    signal: new AbortController().signal,
  } as const;
  await withSession(
    environment,
    () => {},
    (session) => runPlan(planOf(steps), { ...session, ...run }),
  );
  expect(host.toJSON()["/etc/proxy/written"]).toMatchObject({
    content: "ours\n",
    mode: 0o600,
    ...{ attributes: theirs.attributes },
  });
  await withSession(
    environment,
    () => {},
    (session) => takeBackRuns(session, session.journal.runs.filter(stands), "request"),
  );
  expect(host.toJSON()).toEqual(before);
});
