import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { RealHost } from "../../src/host/real-host.ts";
import { temporaryFilePrefix } from "../../src/host/temporary-file.ts";
import { smallDisk } from "../helpers/small-disk.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { watchFolder } from "./watch-folder.ts";

const host = new RealHost();
const asRoot = process.getuid?.() === 0;
const nobody = 65534;

test("a reader never sees half a file, nor a key that others could open", async ({ expect }) => {
  const folder = temporaryFolder();
  const key = join(folder, "private.key");
  const length = 256 * 1024;
  const content = (n: number) => String.fromCharCode(97 + (n % 26)).repeat(length);
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  await host.writeFile(key, content(0), { mode: 0o600 });
  const watcher = watchFolder(folder, "private.key", length);
  for (let n = 1; n < 200 || watcher.temporaries() < 20; n++)
    await host.writeFile(key, content(n), { mode: 0o600 });
  const seen = await watcher.stop();
  expect(seen.partial).toEqual([]);
  expect(seen.open).toEqual([]);
  expect(seen.reads).toBeGreaterThan(100);
  expect(seen.others.filter((name) => !name.startsWith(temporaryFilePrefix(key)))).toEqual([]);
  expect(readdirSync(folder)).toEqual(["private.key"]);
});

test("a full disk leaves the old file as it was, and nothing beside it", async (context) => {
  const { expect } = context;
  const folder = smallDisk(context);
  const path = join(folder, "settings");
  await host.writeFile(path, "old", { mode: 0o640 });
  await expect(host.writeFile(path, "x".repeat(2 * 1024 * 1024), { mode: 0o600 })).rejects.toMatchObject({
    message: `${path} could not be written: the disk is full`,
    kind: "outside",
    said: expect.stringContaining("ENOSPC"),
  });
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(lstatSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["settings"]);
});

test("a disk without room for another name says so too", async (context) => {
  const { expect } = context;
  const folder = smallDisk(context, "size=1m,nr_inodes=2");
  await host.writeFile(join(folder, "one"), "", { mode: 0o600 });
  await expect(host.writeFile(join(folder, "one"), "new", { mode: 0o600 })).rejects.toThrow(
    /the disk is full$/,
  );
  await expect(host.symlink("one", join(folder, "two"))).rejects.toThrow(/the disk is full$/);
  await expect(host.makeDirectory(join(folder, "two"), { mode: 0o700 })).rejects.toThrow(/the disk is full$/);
  expect(readdirSync(folder)).toEqual(["one"]);
});

test("a read-only disk is named as such", async (context) => {
  const { expect } = context;
  const folder = smallDisk(context, "ro");
  await expect(host.writeFile(join(folder, "x"), "", { mode: 0o600 })).rejects.toMatchObject({
    message: `${folder}/x could not be written: the file system is read-only`,
    said: expect.stringContaining("EROFS"),
  });
});

test("half a line is cut off again when the disk fills up while it is appended", async (context) => {
  const { expect } = context;
  const folder = smallDisk(context);
  const journal = join(folder, "journal");
  await host.appendFile(journal, "first\n", 0o600);
  await expect(host.appendFile(journal, "x".repeat(2 * 1024 * 1024), 0o600)).rejects.toThrow(
    /the disk is full$/,
  );
  await host.appendFile(journal, "second\n", 0o600);
  expect(readFileSync(journal, "utf8")).toBe("first\nsecond\n");
  await expect(host.appendFile(join(folder, "new"), "x".repeat(2 * 1024 * 1024), 0o600)).rejects.toThrow(
    /full$/,
  );
  expect(readdirSync(folder)).toEqual(["journal"]);
});

test("a planted link is refused before anything is written", async ({ expect }) => {
  const folder = temporaryFolder();
  const victim = join(folder, "victim");
  writeFileSync(victim, "precious", { mode: 0o600 });
  symlinkSync(victim, join(folder, "wss-setup.key"));
  await expect(host.writeFile(join(folder, "wss-setup.key"), "key", { mode: 0o644 })).rejects.toMatchObject({
    message: expect.stringContaining("it is a symbolic link, which is not followed"),
    kind: "operator",
  });
  expect(readFileSync(victim, "utf8")).toBe("precious");
  expect(lstatSync(victim).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["victim", "wss-setup.key"]);
});

test("a folder in which others could swap the file is refused, a sticky one or one for a group is not", async ({
  expect,
}) => {
  const folder = temporaryFolder();
  const file = join(folder, "file");
  chmodSync(folder, 0o777);
  await expect(host.writeFile(file, "x", { mode: 0o600 })).rejects.toThrow(/every user may write to/);
  await expect(host.appendFile(file, "x", 0o600)).rejects.toThrow(/every user may write to/);
  await expect(host.symlink("x", file)).rejects.toThrow(/every user may write to/);
  await expect(host.makeDirectory(file, { mode: 0o700 })).rejects.toThrow(/every user may write to/);
  await expect(host.lock(file)).rejects.toThrow(/every user may write to/);
  expect(readdirSync(folder)).toEqual([]);
  for (const mode of [0o1777, 0o2775]) {
    chmodSync(folder, mode);
    await host.writeFile(file, "x", { mode: 0o600 });
  }
});

test("a folder below one that others could swap is refused as well, through links too", async ({
  expect,
  skip,
}) => {
  skip(!asRoot, "giving a folder to another user needs root");
  const folder = temporaryFolder();
  mkdirSync(join(folder, "theirs/ours"), { recursive: true });
  chownSync(join(folder, "theirs"), nobody, nobody);
  symlinkSync("theirs/ours", join(folder, "link"));
  for (const name of ["theirs/ours", "link"]) {
    await expect(host.writeFile(join(folder, name, "file"), "x", { mode: 0o600 })).rejects.toThrow(
      `${folder}/theirs belongs to another user`,
    );
  }
  expect(readdirSync(join(folder, "theirs/ours"))).toEqual([]);
});

test("a folder of another user is refused", async ({ expect, skip }) => {
  skip(!asRoot, "giving a folder to another user needs root");
  const folder = temporaryFolder();
  chownSync(folder, nobody, nobody);
  await expect(host.writeFile(join(folder, "file"), "x", { mode: 0o600 })).rejects.toThrow(
    /belongs to another user/,
  );
  expect(readdirSync(folder)).toEqual([]);
});

test("a file gets the owner and the mode that are asked for, set-user-ID included", async ({
  expect,
  skip,
}) => {
  skip(!asRoot, "giving a file to another user needs root");
  const folder = temporaryFolder();
  await host.writeFile(join(folder, "given"), "x", { mode: 0o4750, uid: nobody, gid: 1 });
  expect(await host.stat(join(folder, "given"))).toMatchObject({ mode: 0o4750, uid: nobody, gid: 1 });
  await host.makeDirectory(join(folder, "folder"), { mode: 0o2750, uid: nobody, gid: 1 });
  expect(await host.stat(join(folder, "folder"))).toMatchObject({ mode: 0o2750, uid: nobody, gid: 1 });
  chownSync(folder, 0, 1);
  chmodSync(folder, 0o2755);
  await host.writeFile(join(folder, "own"), "x", { mode: 0o600 });
  expect(await host.stat(join(folder, "own"))).toMatchObject({ uid: 0, gid: 0 });
});

test("without the right to write, the line says so and what to do", async ({ expect, skip }) => {
  skip(!asRoot, "becoming another user needs root");
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "secret"), "", { mode: 0o600 });
  process.seteuid?.(nobody);
  try {
    await expect(host.writeFile(join(folder, "file"), "x", { mode: 0o600 })).rejects.toMatchObject({
      message: `${folder}/file could not be written: permission denied`,
      next: "run it as root",
    });
    await expect(host.readFile(join(folder, "secret"))).rejects.toThrow(
      /could not be read: permission denied$/,
    );
  } finally {
    process.seteuid?.(0);
  }
});

test("a pipe does not hold up a reader", async ({ expect }) => {
  const folder = temporaryFolder();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  await expect(host.readFile(join(folder, "pipe"))).rejects.toThrow(/is a pipe, not a file$/);
  expect(await host.stat(join(folder, "pipe"))).toMatchObject({ kind: "other" });
});
