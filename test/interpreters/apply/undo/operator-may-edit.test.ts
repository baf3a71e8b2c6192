import { expect, test } from "vitest";
import { installationOf } from "../../../../src/core/installation.ts";
import type { PathsRecord } from "../../../../src/core/journal.ts";
import { sha256 } from "../../../../src/core/sha256.ts";
import { MemoryHost } from "../../../../src/host/memory-host.ts";
import { undoPaths } from "../../../../src/interpreters/apply/undo/paths.ts";
import { systemd } from "../../../../src/services/systemd.ts";
import { someAnswers } from "../../../helpers/facts.ts";
import { neverBack } from "./never-back.ts";

const rootKey = "/etc/wss-setup/ca/root.key";
const leaf = "/etc/ssl/certs/wss-setup.crt";
const paths = [rootKey, leaf];
const file = { kind: "file", mode: 0o600, uid: 0, gid: 0, sha256: sha256("ours\n") } as const;

function record(left: PathsRecord["paths"][string]): PathsRecord {
  return {
    kind: "paths",
    paths: Object.fromEntries(paths.map((path) => [path, left])),
    operatorMayEdit: [rootKey],
  };
}

const [before, after] = [record({ kind: "absent" }), record(file)];

function undoOn(files: Readonly<Record<string, string>>) {
  const host = new MemoryHost({ files });
  const quiet = { services: systemd, onLine: () => {}, why: "request", sources: [] } as const;
  return {
    host,
    reason: undoPaths(before, after, { host, ...quiet, spared: [], again: false, resumed: neverBack }),
  };
}

test("a root's key that got a passphrase is taken back, a leaf that others wrote is told and stays", async () => {
  const { host, reason } = undoOn({ [rootKey]: "encrypted since\n", [leaf]: "theirs\n" });
  expect(await reason).toBe(`${leaf} was edited since and is left as it is`);
  expect((await host.readFile(leaf))?.toString()).toBe("theirs\n");
  expect(await host.readFile(rootKey)).toBeUndefined();
});

test("a root's key that was carried away is missed by nobody", async () => {
  expect(await undoOn({ [leaf]: "ours\n" }).reason).toBeUndefined();
});

test("an edit is no drift for that key alone", () => {
  const run = "r";
  const start = { type: "run", run, verb: "apply", at: "", version: "", answers: someAnswers } as const;
  const kind = "IssueCertificate";
  const begin = { type: "begin", run, step: 0, id: "", kind, title: "", record: before } as const;
  const installed = installationOf([{ start, steps: [{ begin, after }], outcome: "done" } as never]);
  expect(installed?.paths[rootKey]?.operatorMayEdit).toBe(true);
  expect(installed?.paths[leaf]).toEqual({ before: { kind: "absent" }, after: file });
});
