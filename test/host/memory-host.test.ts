import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { Crash, failAt, MemoryHost } from "../../src/host/memory-host.ts";

test("files are placed with their folders, modes and owners, and other programs' changes leave no trace in `writes`", async () => {
  const host = new MemoryHost({
    files: {
      "/etc/nginx/nginx.conf": "events {}",
      "/etc/nginx/link": { target: "nginx.conf" },
      "/etc/ssl/private": { folder: true, mode: 0o710, gid: 110 },
      "/etc/ssl/private/key": { content: "k", mode: 0o640, uid: 1, gid: 2 },
    },
  });
  expect((await host.readFile("/etc/nginx/link"))?.toString()).toBe("events {}");
  expect(await host.stat("/etc/nginx")).toMatchObject({ kind: "directory", mode: 0o755, uid: 0 });
  expect(await host.stat("/etc/ssl/private")).toMatchObject({ mode: 0o710, gid: 110 });
  expect(await host.stat("/etc/ssl/private/key")).toMatchObject({ mode: 0o640, uid: 1, gid: 2 });
  host.displace("/etc/nginx");
  expect(await host.list("/etc/nginx")).toEqual([]);
  expect(host.writes).toEqual([]);
});

test("every change is told, in order; one that failed is not", async () => {
  const host = new MemoryHost();
  await host.makeDirectory("/etc/new", { mode: 0o700 });
  await host.writeFile("/etc/new/file", "x", { mode: 0o600 });
  await expect(host.writeFile("/missing/file", "x", { mode: 0o600 })).rejects.toThrow();
  await host.symlink("file", "/etc/new/link");
  await host.remove("/etc/new/link");
  await host.appendFile("/var/log/journal", "line\n", 0o600);
  expect(host.writes).toEqual([
    { op: "makeDirectory", path: "/etc/new", mode: 0o700 },
    { op: "writeFile", path: "/etc/new/file", mode: 0o600 },
    { op: "symlink", path: "/etc/new/link" },
    { op: "remove", path: "/etc/new/link" },
    { op: "appendFile", path: "/var/log/journal", mode: 0o600 },
  ]);
});

test("the n-th change can fail as on a full disk, and changes nothing", async () => {
  const host = new MemoryHost({ beforeMutation: failAt(1, "ENOSPC") });
  await host.writeFile("/etc/one", "1", { mode: 0o600 });
  const before = host.toJSON();
  await expect(host.writeFile("/etc/two", "2", { mode: 0o600 })).rejects.toMatchObject({
    message: "/etc/two could not be written: the disk is full",
    kind: "outside",
  });
  expect(host.toJSON()).toEqual(before);
  await host.writeFile("/etc/three", "3", { mode: 0o600 });
});

test("the process can end at the n-th change; a clone goes on from the disk as it was then", async () => {
  const host = new MemoryHost({ beforeMutation: failAt(1, new Crash()) });
  await host.writeFile("/etc/one", "1", { mode: 0o600 });
  await expect(host.writeFile("/etc/two", "2", { mode: 0o600 })).rejects.toBeInstanceOf(Crash);
  const next = host.clone({ beforeMutation: () => undefined });
  expect(next.toJSON()).toEqual(host.toJSON());
  expect(next.writes).toEqual([]);
  await next.writeFile("/etc/one", "changed", { mode: 0o600 });
  await next.writeFile("/etc/two", "2", { mode: 0o600 });
  expect(await host.list("/etc")).not.toContain("two");
  expect((await host.readFile("/etc/one"))?.toString()).toBe("1");
});

test("the whole disk compares exactly, to the last byte", async () => {
  const make = (byte: number, mode: number) =>
    new MemoryHost({ files: { "/etc/x": { content: Buffer.from([0x80, byte]), mode } } });
  expect(make(0xfe, 0o600).toJSON()).toEqual(make(0xfe, 0o600).toJSON());
  expect(make(0xfe, 0o600).toJSON()).not.toEqual(make(0xff, 0o600).toJSON());
  expect(make(0xfe, 0o600).toJSON()).not.toEqual(make(0xfe, 0o644).toJSON());
});

test("what was read or written can be changed by its owner without changing the disk", async () => {
  const host = new MemoryHost();
  const bytes = Buffer.from("abc");
  await host.writeFile("/etc/x", bytes, { mode: 0o600 });
  bytes.fill("z");
  (await host.readFile("/etc/x"))?.fill("z");
  expect((await host.readFile("/etc/x"))?.toString()).toBe("abc");
});

test("programs do what the test says, also to the files; an unknown one is not there", async () => {
  const host = new MemoryHost({
    run: ([program], _options, box) => {
      if (program !== "apt-get") return undefined;
      box.place("/etc/nginx/nginx.conf", "from the package");
      return { stdout: "one\ntwo\n" };
    },
  });
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  expect(await host.run(["apt-get", "install", "nginx"], { onLine })).toEqual({
    code: 0,
    stdout: "one\ntwo\n",
    stderr: "",
  });
  expect((await host.run(["nope"])).code).toBe(127);
  expect(lines).toEqual(["one", "two"]);
  expect(host.commands).toEqual([["apt-get", "install", "nginx"], ["nope"]]);
  expect(await host.readFile("/etc/nginx/nginx.conf")).toBeDefined();
});

test("names, connections and the time are the test's", async () => {
  const socket = new PassThrough();
  const host = new MemoryHost({
    names: { "a.example": ["192.0.2.1", "2001:db8::1"] },
    dial: ({ port }) => {
      expect(port).toBe(443);
      return socket;
    },
    now: new Date("2030-05-05T00:00:00Z"),
  });
  expect(await host.resolve("a.example", 4)).toEqual(["192.0.2.1"]);
  expect(await host.resolve("a.example", 6)).toEqual(["2001:db8::1"]);
  expect(await host.resolve("b.example", 4)).toEqual([]);
  expect(await host.dial({ address: "192.0.2.1", port: 443, timeout: 1 })).toBe(socket);
  expect(host.now().toISOString()).toBe("2030-05-05T00:00:00.000Z");
  await expect(new MemoryHost().dial({ address: "192.0.2.1", port: 443, timeout: 1 })).rejects.toMatchObject({
    code: "ECONNREFUSED",
  });
});
