import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../../src/core/sha256.ts";
import { RealHost } from "../../src/host/real-host.ts";
import {
  accessAcl,
  aclOf,
  attributesOf,
  bindsLowPorts,
  defaultAcl,
  setAttribute,
} from "../helpers/attributes.ts";
import { bareDisk } from "../helpers/small-disk.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const host = new RealHost();
const nobody = 65534;
const asRoot = process.getuid?.() === 0;
const acl = { owner: 6, user: [nobody, 4], group: 4, mask: 4, others: 0 } as const;

let folder: string;
beforeEach(({ skip }) => {
  skip(!asRoot, "setting these attributes needs root");
  folder = temporaryFolder();
  chmodSync(folder, 0o755);
});

/** A file of the operator's with an ACL, a note, a capability and what root alone sees. */
function dressed(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "theirs");
  chownSync(path, nobody, 1);
  chmodSync(path, 0o640);
  setAttribute(path, "user.note", "keep me");
  setAttribute(path, "trusted.note", "me too");
  setAttribute(path, "security.capability", bindsLowPorts);
  setAttribute(path, accessAcl, aclOf(acl));
  return path;
}

it("a file that is written anew with its owner and mode keeps its ACL and every extended attribute", async () => {
  const path = dressed("file");
  const before = attributesOf(path);
  expect(Object.keys(before).sort()).toEqual(["security.capability", accessAcl, "trusted.note", "user.note"]);
  await host.writeFile(path, "ours", { mode: 0o640, uid: nobody, gid: 1 });
  expect(readFileSync(path, "utf8")).toBe("ours");
  expect(await host.stat(path)).toMatchObject({ mode: 0o640, uid: nobody, gid: 1 });
  expect(attributesOf(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(["file"]);
});

it("a narrower mode, or another owner, narrows the ACL and leaves the rest", async () => {
  const path = dressed("file");
  const before = attributesOf(path);
  await host.writeFile(path, "ours", { mode: 0o600 });
  expect(await host.stat(path)).toMatchObject({ mode: 0o600, uid: 0, gid: 0 });
  const narrowed = aclOf({ ...acl, mask: 0 }).toString("hex");
  expect(attributesOf(path)).toEqual({ ...before, [accessAcl]: narrowed });
  expect(readdirSync(folder)).toEqual(["file"]);
});

it("a kept copy is for root alone, and brings all of it back", async () => {
  const path = dressed("file");
  const before = attributesOf(path);
  const copy = join(folder, "copy");
  await host.copyFile({ path, sha256: sha256("theirs"), whole: true }, copy, { mode: 0o600 });
  expect(await host.stat(copy)).toMatchObject({ mode: 0o600, uid: 0, gid: 0 });
  expect(attributesOf(copy)[accessAcl]).toBe(aclOf({ ...acl, mask: 0 }).toString("hex"));
  await host.remove(path);
  await host.copyFile({ path: copy, sha256: sha256("theirs"), whole: true }, path, {
    mode: 0o640,
    uid: nobody,
    gid: 1,
  });
  expect(attributesOf(path)).toEqual(before);
  expect(await host.stat(path)).toMatchObject({ mode: 0o640, uid: nobody, gid: 1 });
});

it("a whole copy takes the place of attributes, another one leaves them", async () => {
  const path = dressed("file");
  const before = attributesOf(path);
  const plain = join(folder, "plain");
  writeFileSync(plain, "plain");
  const seen = { path: plain, sha256: sha256("plain") };
  await host.copyFile(seen, path, { mode: 0o640, uid: nobody, gid: 1 });
  expect(attributesOf(path)).toEqual(before);
  await host.copyFile({ ...seen, whole: true }, path, { mode: 0o640, uid: nobody, gid: 1 });
  expect(attributesOf(path)).toEqual({});
});

it("what a folder hands down to new files is not added to one that had none of it", async () => {
  const path = join(folder, "plain");
  writeFileSync(path, "theirs", { mode: 0o644 });
  setAttribute(folder, defaultAcl, aclOf({ ...acl, owner: 7, mask: 7 }));
  await host.writeFile(path, "ours", { mode: 0o644 });
  expect(attributesOf(path)).toEqual({});
});

it("a label that the system does not let us set stops nothing, and all else is kept", async () => {
  const path = join(folder, "file");
  writeFileSync(path, "theirs");
  chownSync(path, nobody, 0);
  setAttribute(path, "security.label", "of the machine around this container");
  setAttribute(path, "user.note", "keep me");
  setAttribute(path, accessAcl, aclOf(acl));
  chownSync(folder, nobody, nobody);
  const { "security.label": label, ...theirs } = attributesOf(path);
  expect(label).toBeDefined();
  process.seteuid?.(nobody);
  try {
    // Only root may set what is in this namespace.
    await host.writeFile(path, "ours", { mode: 0o640, uid: nobody, gid: 0 });
  } finally {
    process.seteuid?.(0);
  }
  expect(readFileSync(path, "utf8")).toBe("ours");
  expect(attributesOf(path)).toEqual(theirs);
});

describe("on a file system that keeps no extended attributes", () => {
  let elsewhere: string;
  beforeEach((context) => {
    elsewhere = bareDisk(context);
  });

  function labelled(): string {
    const path = join(folder, "file");
    writeFileSync(path, "theirs", { mode: 0o640 });
    setAttribute(path, "security.label", "of the system");
    setAttribute(path, "trusted.note", "of the system as well");
    return path;
  }

  const keep = (path: string) =>
    host.copyFile({ path, sha256: sha256("theirs"), whole: true }, join(elsewhere, "copy"), { mode: 0o600 });

  it("the system's own labels stop no kept copy", async () => {
    await keep(labelled());
    expect(await host.stat(join(elsewhere, "copy"))).toMatchObject({ mode: 0o600, size: 6 });
  });

  it.each([
    ["a note of the operator's", "user.note", "keep me"],
    ["a capability", "security.capability", bindsLowPorts],
    ["an ACL", accessAcl, aclOf(acl)],
  ])("%s does, and nothing is left there", async (_, name, value) => {
    const path = labelled();
    setAttribute(path, name, value);
    await expect(keep(path)).rejects.toMatchObject({
      said: expect.stringContaining("Operation not supported"),
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

it("what may not be kept is told, and the old file is as it was", async () => {
  const path = dressed("file");
  chownSync(folder, nobody, nobody);
  const before = attributesOf(path);
  process.seteuid?.(nobody);
  try {
    // Only root may give a file a capability.
    await expect(host.writeFile(path, "ours", { mode: 0o640, uid: nobody, gid: 0 })).rejects.toMatchObject({
      message: `${path} could not be written: the system does not allow it`,
      said: expect.stringContaining("security.capability"),
    });
  } finally {
    process.seteuid?.(0);
  }
  expect(readFileSync(path, "utf8")).toBe("theirs");
  expect(attributesOf(path)).toEqual(before);
  expect(readdirSync(folder)).toEqual(["file"]);
});
