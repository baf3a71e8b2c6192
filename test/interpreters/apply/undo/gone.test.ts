import { expect, test } from "vitest";
import type { PathsRecord } from "../../../../src/core/journal.ts";
import { sha256 } from "../../../../src/core/sha256.ts";
import type { PathRecord } from "../../../../src/core/step.ts";
import { MemoryHost, type Placed } from "../../../../src/host/memory-host.ts";
import { undoPaths } from "../../../../src/interpreters/apply/undo/paths.ts";
import type { Resumed } from "../../../../src/interpreters/apply/undo/resumed.ts";
import { systemd } from "../../../../src/services/systemd.ts";
import { neverBack } from "./never-back.ts";

const [main, link] = ["/etc/proxy/proxy.conf", "/etc/proxy/on/default"];

function file(content: string): PathRecord {
  return { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(content) };
}

/** What a run did: it edited the proxy's own file and took its default site's link away. */
const before: PathsRecord = {
  kind: "paths",
  paths: { [main]: file("stock\n"), [link]: { kind: "symlink", target: "../default" } },
};
const after: PathsRecord = { kind: "paths", paths: { [main]: file("ours\n"), [link]: { kind: "absent" } } };

const ofPackage: Resumed = { isBackFurther: () => false, wentWithFolder: () => true };

function undoOn(files: Readonly<Record<string, Placed>>, resumed = ofPackage) {
  const host = new MemoryHost({ files });
  const quiet = { services: systemd, onLine: () => {}, why: "request", sources: [] } as const;
  return {
    host,
    reason: undoPaths(before, after, { host, ...quiet, spared: [], again: false, resumed }),
  };
}

test("nothing is left of files whose folder went with a package of ours that the operator purged", async () => {
  const { host, reason } = undoOn({ "/etc/hostname": "box\n" });
  expect(await reason).toBeUndefined();
  expect(host.writes).toEqual([]);
});

test("files of the operator's are told when their folder is gone", async () => {
  const { host, reason } = undoOn({ "/etc/hostname": "box\n" }, neverBack);
  expect(await reason).toBe(
    `${link} is not put back: its folder is missing; ${main} is not put back: its folder is missing`,
  );
  expect(host.writes).toEqual([]);
});

test("a file that the operator removed from a folder that stays is told, and what we had removed comes back", async () => {
  const { host, reason } = undoOn({ "/etc/proxy/on": { folder: true } });
  expect(await reason).toBe(`${main} was edited since and is left as it is`);
  expect((await host.stat(link))?.target).toBe("../default");
});
