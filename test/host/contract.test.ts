import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/errors.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { Host } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { OverlayHost } from "../../src/host/overlay-host.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { SandboxHost } from "../../src/host/sandbox-host.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const refuseCommands = () => ({ code: 1, stdout: "", stderr: "" });

/** Each gives a host and a path of it where an empty folder is. */
const hosts: Readonly<Record<string, () => { readonly host: Host; readonly base: string }>> = {
  real: () => ({ host: new RealHost(), base: temporaryFolder() }),
  memory: () => ({ host: new MemoryHost({ files: { "/base": { folder: true } } }), base: "/base" }),
  "overlay over memory": () => {
    const under = new MemoryHost({ files: { "/base": { folder: true } } });
    return { host: new OverlayHost(under, { run: refuseCommands }), base: "/base" };
  },
  "overlay over the real one": () => ({
    host: new OverlayHost(new RealHost(), { run: refuseCommands }),
    base: temporaryFolder(),
  }),
  sandbox: () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "base"));
    return { host: new SandboxHost(new RealHost(), { folder }), base: "/base" };
  },
};

const text = async (host: Host, path: string) => (await host.readFile(path))?.toString();

describe.each(Object.entries(hosts))("a %s host", (_name, make) => {
  test("gives back the bytes, the mode and the size of what was written, and replaces them", async () => {
    const { host, base } = make();
    const bytes = Buffer.from([0, 255, 10, 200]);
    await host.writeFile(`${base}/file`, bytes, { mode: 0o640 });
    expect(await host.readFile(`${base}/file`)).toEqual(bytes);
    expect(await host.stat(`${base}/file`)).toMatchObject({ kind: "file", mode: 0o640, size: 4 });
    await host.writeFile(`${base}/file`, "größer", { mode: 0o600 });
    expect(await text(host, `${base}/file`)).toBe("größer");
    expect(await host.stat(`${base}/file`)).toMatchObject({ mode: 0o600, size: 8 });
    expect(await host.list(base)).toEqual(["file"]);
  });

  test("copies a file of several pieces with a mode of its own, and knows its sum", async () => {
    const { host, base } = make();
    const bytes = Buffer.alloc(2_500_000, "some bytes ");
    await host.writeFile(`${base}/from`, bytes, { mode: 0o600 });
    await host.copyFile({ path: `${base}/from`, sha256: sha256(bytes) }, `${base}/copy`, { mode: 0o755 });
    expect(await host.readFile(`${base}/copy`)).toEqual(bytes);
    expect(await host.stat(`${base}/copy`)).toMatchObject({ kind: "file", mode: 0o755 });
    expect(await host.digest(`${base}/copy`)).toBe(sha256(bytes));
    expect(await host.digest(`${base}/none`)).toBeUndefined();
  });

  test("refuses to copy what is not there or not what was seen, and leaves what is", async () => {
    const { host, base } = make();
    await host.writeFile(`${base}/file`, "old", { mode: 0o600 });
    const copy = (from: string) =>
      host.copyFile({ path: `${base}/${from}`, sha256: sha256("seen") }, `${base}/file`, { mode: 0o644 });
    await expect(copy("none")).rejects.toThrow(/none could not be copied: it is not there$/);
    await host.writeFile(`${base}/other`, "changed", { mode: 0o600 });
    await expect(copy("other")).rejects.toThrow(/other has changed since it was looked at$/);
    expect(await text(host, `${base}/file`)).toBe("old");
    expect(await host.list(base)).toEqual(["file", "other"]);
  });

  test("says plainly that nothing is there", async () => {
    const { host, base } = make();
    await host.writeFile(`${base}/file`, "", { mode: 0o600 });
    for (const path of [`${base}/none`, `${base}/none/deeper`, `${base}/file/below`]) {
      expect(await host.readFile(path)).toBeUndefined();
      expect(await host.stat(path)).toBeUndefined();
      expect(await host.list(path)).toEqual([]);
      await host.remove(path);
    }
    expect(await host.list(`${base}/file`)).toEqual([]);
  });

  test("refuses to write where the folder is missing, in words", async () => {
    const { host, base } = make();
    const missing = `${base}/missing/name`;
    await expect(host.writeFile(missing, "x", { mode: 0o600 })).rejects.toThrow(
      /missing\/name could not be written: the folder above it is missing$/,
    );
    await expect(host.appendFile(missing, "x", 0o600)).rejects.toThrow(/the folder above it is missing$/);
    await expect(host.makeDirectory(missing, { mode: 0o700 })).rejects.toThrow(
      /the folder above it is missing$/,
    );
    await expect(host.symlink("x", missing)).rejects.toThrow(/the folder above it is missing$/);
    await expect(host.writeFile(missing, "x", { mode: 0o600 })).rejects.toMatchObject({ kind: "outside" });
    expect(await host.list(base)).toEqual([]);
  });

  test("never writes over a folder or through a link", async () => {
    const { host, base } = make();
    await host.makeDirectory(`${base}/folder`, { mode: 0o755 });
    await host.writeFile(`${base}/victim`, "precious", { mode: 0o600 });
    await host.symlink(`${base}/victim`, `${base}/link`);
    await expect(host.writeFile(`${base}/folder`, "x", { mode: 0o600 })).rejects.toThrow(
      /a folder is there$/,
    );
    await expect(host.appendFile(`${base}/folder`, "x", 0o600)).rejects.toThrow(/a folder is there$/);
    await expect(host.writeFile(`${base}/link`, "x", { mode: 0o644 })).rejects.toThrow(/is a symbolic link/);
    await expect(host.appendFile(`${base}/link`, "x", 0o644)).rejects.toThrow(/is a symbolic link/);
    expect(await text(host, `${base}/victim`)).toBe("precious");
    expect(await host.stat(`${base}/link`)).toMatchObject({ kind: "symlink" });
    expect(await host.list(base)).toEqual(["folder", "link", "victim"]);
  });

  test("appends to what is there, and creates with the mode that is asked for", async () => {
    const { host, base } = make();
    await host.appendFile(`${base}/journal`, "one\n", 0o600);
    await host.appendFile(`${base}/journal`, "two\n", 0o644);
    expect(await text(host, `${base}/journal`)).toBe("one\ntwo\n");
    expect(await host.stat(`${base}/journal`)).toMatchObject({ mode: 0o600, size: 8 });
  });

  test("creates a folder with its exact mode, and leaves one that is there alone", async () => {
    const { host, base } = make();
    const umask = process.umask(0o077);
    try {
      await host.makeDirectory(`${base}/folder`, { mode: 0o755 });
    } finally {
      process.umask(umask);
    }
    await host.makeDirectory(`${base}/folder`, { mode: 0o700 });
    expect(await host.stat(`${base}/folder`)).toMatchObject({ kind: "directory", mode: 0o755 });
    await host.writeFile(`${base}/file`, "", { mode: 0o600 });
    await expect(host.makeDirectory(`${base}/file`, { mode: 0o700 })).rejects.toThrow(
      /something else is there already$/,
    );
    await host.symlink(`${base}/folder`, `${base}/link`);
    await expect(host.makeDirectory(`${base}/link`, { mode: 0o700 })).rejects.toThrow(
      /something else is there already$/,
    );
  });

  test("gives a folder that is there another mode, with all that is in it, and nothing else", async () => {
    const { host, base } = make();
    await host.makeDirectory(`${base}/folder`, { mode: 0o755 });
    await host.writeFile(`${base}/folder/file`, "content", { mode: 0o600 });
    await host.dressDirectory(`${base}/folder`, { mode: 0o700 });
    expect(await host.stat(`${base}/folder`)).toMatchObject({ kind: "directory", mode: 0o700 });
    expect(await text(host, `${base}/folder/file`)).toBe("content");
    await host.symlink("folder", `${base}/link`);
    for (const name of ["folder/file", "link", "missing"])
      await expect(host.dressDirectory(`${base}/${name}`, { mode: 0o755 })).rejects.toThrow(
        /could not be changed: /,
      );
    expect(await host.stat(`${base}/folder`)).toMatchObject({ mode: 0o700 });
  });

  test("puts a link over a file or another link, never over a folder", async () => {
    const { host, base } = make();
    await host.writeFile(`${base}/target`, "content", { mode: 0o600 });
    await host.writeFile(`${base}/link`, "in the way", { mode: 0o600 });
    await host.symlink("target", `${base}/link`);
    expect(await host.stat(`${base}/link`)).toMatchObject({ kind: "symlink", target: "target" });
    expect(await text(host, `${base}/link`)).toBe("content");
    await host.symlink(`${base}/nowhere`, `${base}/link`);
    expect(await host.stat(`${base}/link`)).toMatchObject({ target: `${base}/nowhere` });
    expect(await host.readFile(`${base}/link`)).toBeUndefined();
    expect(await text(host, `${base}/target`)).toBe("content");
    await host.makeDirectory(`${base}/folder`, { mode: 0o755 });
    await expect(host.symlink("target", `${base}/folder`)).rejects.toThrow(Failure);
    expect(await host.list(base)).toEqual(["folder", "link", "target"]);
  });

  test("goes through links among the folders, absolute and relative ones", async () => {
    const { host, base } = make();
    await host.makeDirectory(`${base}/real`, { mode: 0o755 });
    await host.makeDirectory(`${base}/real/deep`, { mode: 0o755 });
    await host.symlink(`${base}/real`, `${base}/absolute`);
    await host.symlink("absolute/deep", `${base}/relative`);
    await host.symlink("../../target", `${base}/real/deep/up`);
    await host.writeFile(`${base}/target`, "up here", { mode: 0o600 });
    await host.writeFile(`${base}/relative/file`, "through two links", { mode: 0o600 });
    expect(await text(host, `${base}/real/deep/file`)).toBe("through two links");
    expect(await text(host, `${base}/relative/up`)).toBe("up here");
    expect(await host.list(`${base}/relative`)).toEqual(["file", "up"]);
    await host.remove(`${base}/absolute/deep/file`);
    expect(await host.list(`${base}/real/deep`)).toEqual(["up"]);
  });

  test("says so when links lead in a circle", async () => {
    const { host, base } = make();
    await host.symlink("two", `${base}/one`);
    await host.symlink("one", `${base}/two`);
    await expect(host.readFile(`${base}/one`)).rejects.toThrow(/symbolic links lead in a circle$/);
    await expect(host.stat(`${base}/one/below`)).rejects.toThrow(/symbolic links lead in a circle$/);
  });

  test("does not take a folder for a file", async () => {
    const { host, base } = make();
    await expect(host.readFile(base)).rejects.toThrow(/could not be read: a folder is there$/);
  });

  test("lists names in order", async () => {
    const { host, base } = make();
    for (const name of ["b", "a", "C", "10", "9"])
      await host.writeFile(`${base}/${name}`, "", { mode: 0o600 });
    expect(await host.list(base)).toEqual(["10", "9", "C", "a", "b"]);
  });

  test("removes a file, a link without its target, an empty folder, and no full one", async () => {
    const { host, base } = make();
    await host.makeDirectory(`${base}/folder`, { mode: 0o755 });
    await host.writeFile(`${base}/folder/file`, "stays", { mode: 0o600 });
    await host.symlink(`${base}/folder`, `${base}/link`);
    await host.remove(`${base}/link`);
    expect(await host.list(base)).toEqual(["folder"]);
    await expect(host.remove(`${base}/folder`)).rejects.toThrow(
      /could not be removed: the folder is not empty$/,
    );
    expect(await text(host, `${base}/folder/file`)).toBe("stays");
    await host.remove(`${base}/folder/file`);
    await host.remove(`${base}/folder`);
    expect(await host.list(base)).toEqual([]);
  });

  test("gives a lock to one at a time", async () => {
    const { host, base } = make();
    const lock = await host.lock(`${base}/lock`);
    expect(lock).toBeDefined();
    expect(await host.lock(`${base}/lock`)).toBeUndefined();
    await lock?.release();
    const again = await host.lock(`${base}/lock`);
    expect(again).toBeDefined();
    await again?.release();
  });
});
