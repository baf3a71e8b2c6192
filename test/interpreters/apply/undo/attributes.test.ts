import { expect, it } from "vitest";
import { removeFile, symlink, writeFile } from "../../../../src/core/build-step.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { emptyBox } from "../../../helpers/facts.ts";
import { runSteps, undoRuns } from "../run-steps.ts";

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
  await runSteps(host, steps);
  expect(host.toJSON()["/etc/proxy/written"]).toMatchObject({
    content: "ours\n",
    mode: 0o600,
    ...{ attributes: theirs.attributes },
  });
  await undoRuns(host);
  expect(host.toJSON()).toEqual(before);
});
