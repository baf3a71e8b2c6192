import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RealHost } from "../../src/host/real-host.ts";
import { SandboxHost } from "../../src/host/sandbox-host.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

/** A sandbox with /etc in it, and a folder beside it that nothing may touch. */
function make(programs: readonly string[] = []) {
  const outer = temporaryFolder();
  const folder = join(outer, "box");
  const outside = join(outer, "outside");
  mkdirSync(join(folder, "etc"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, "victim"), "precious");
  return { host: new SandboxHost(new RealHost(), { folder, programs }), folder, outside };
}

test("absolute paths land in the folder, owned by whoever runs this", async () => {
  const { host, folder } = make();
  await host.writeFile("/etc/key", "k", { mode: 0o600, uid: 12345, gid: 12345 });
  expect(readFileSync(join(folder, "etc/key"), "utf8")).toBe("k");
  expect(await host.stat("/etc/key")).toMatchObject({
    mode: 0o600,
    uid: process.getuid?.(),
    gid: process.getgid?.(),
  });
  expect(await host.list("/")).toEqual(["etc"]);
  expect(await host.readFile("/etc/passwd")).toBeUndefined();
});

test.each(["/../outside/victim", "/etc/../../outside/victim", "../outside/victim", "etc/x"])(
  "%s is refused: it climbs, or begins nowhere",
  async (path) => {
    const { host, outside } = make();
    await expect(host.writeFile(path, "x", { mode: 0o600 })).rejects.toThrow(/no path within the sandbox/);
    await expect(host.readFile(path)).rejects.toThrow(/no path within the sandbox/);
    await expect(host.stat(path)).rejects.toThrow(/no path within the sandbox/);
    await expect(host.list(path)).rejects.toThrow(/no path within the sandbox/);
    await expect(host.remove(path)).rejects.toThrow(/no path within the sandbox/);
    expect(readFileSync(join(outside, "victim"), "utf8")).toBe("precious");
  },
);

test("an absolute link counts from the folder, and one that climbs ends there", async () => {
  const { host, folder, outside } = make();
  symlinkSync(outside, join(folder, "absolute"));
  symlinkSync("../../../../../../../..", join(folder, "etc/climbing"));
  symlinkSync("/etc/passwd", join(folder, "etc/passwd-link"));
  expect(await host.readFile("/absolute/victim")).toBeUndefined();
  expect(await host.readFile("/etc/passwd-link")).toBeUndefined();
  await host.remove("/absolute/victim");
  const changes = [
    () => host.writeFile("/absolute/new", "x", { mode: 0o600 }),
    () => host.copyFile({ path: "/file", sha256: "" }, "/absolute/new", { mode: 0o600 }),
    () => host.appendFile("/absolute/new", "x", 0o600),
    () => host.makeDirectory("/absolute/new", { mode: 0o700 }),
    () => host.dressDirectory("/absolute/new", { mode: 0o700 }),
    () => host.symlink("x", "/absolute/new"),
    () => host.lock("/absolute/new"),
  ];
  for (const change of changes) await expect(change()).rejects.toThrow(/the folder above it is missing$/);
  await host.writeFile("/etc/climbing/etc/inside", "x", { mode: 0o600 });
  expect(readdirSync(join(folder, "etc"))).toContain("inside");
  expect(readdirSync(outside)).toEqual(["victim"]);
  await host.writeFile("/etc/passwd", "ours", { mode: 0o600 });
  expect((await host.readFile("/etc/passwd-link"))?.toString()).toBe("ours");
});

test("only the programs that are named may run", async () => {
  const { host, outside } = make(["echo"]);
  expect((await host.run(["echo", "hello"])).stdout).toBe("hello\n");
  await expect(host.run(["rm", join(outside, "victim")])).rejects.toMatchObject({
    name: "Failure",
    kind: "bug",
  });
  await expect(make().host.run(["echo"])).rejects.toThrow(/does not allow it/);
  expect(readdirSync(outside)).toEqual(["victim"]);
});

test("a folder that is itself reached through a link is fine", async () => {
  const { folder, outside } = make();
  const link = join(outside, "link-to-box");
  symlinkSync(folder, link);
  const host = new SandboxHost(new RealHost(), { folder: link });
  await host.writeFile("/etc/file", "x", { mode: 0o600 });
  expect(readFileSync(join(folder, "etc/file"), "utf8")).toBe("x");
});
