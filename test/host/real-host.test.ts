import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { RealHost } from "../../src/host/real-host.ts";
import { resolveName } from "../../src/host/resolve-name.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const host = new RealHost();
const source = join(import.meta.dirname, "../../src/host");

test("nothing but Node's own modules and ours is loaded before a command runs", () => {
  const seen = new Set<string>();
  const imports = (file: string): readonly string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    const text = readFileSync(file, "utf8");
    const names = [...text.matchAll(/^import (?!type).*?from "([^"]+)";$/gms)].map(([, name = ""]) => name);
    return names.flatMap((name) => (name.startsWith(".") ? imports(join(file, "..", name)) : [name]));
  };
  const names = imports(join(source, "real-host.ts"));
  expect(seen.size).toBeGreaterThan(10);
  expect(names.filter((name) => !name.startsWith("node:"))).toEqual([]);
});

test("a lock outlives no kill, and the file of it is no lock", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "lock");
  const program = `
    const { takeLock } = await import(${JSON.stringify(join(source, "kernel-lock.ts"))});
    const lock = await takeLock(${JSON.stringify(path)});
    process.stdout.write(lock === undefined ? "busy" : "taken");
    setInterval(() => undefined, 1000);
  `;
  const holder = spawn(
    process.execPath,
    ["--experimental-strip-types", "--no-warnings", "--input-type=module", "-e", program],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  onTestFinished(() => void holder.kill("SIGKILL"));
  expect(String((await once(holder.stdout, "data"))[0])).toBe("taken");
  expect(await host.lock(path)).toBeUndefined();
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const lock = await host.lock(path);
  expect(lock).toBeDefined();
  await lock?.release();
  expect(readdirSync(folder)).toEqual(["lock"]);
  expect(await host.stat(path)).toMatchObject({ mode: 0o600 });
});

test("what a link of the kernel's led to can be gone: of a process that has ended nothing is there", async () => {
  const parent = spawn("sh", ["-c", "true & exec sleep 300"]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  await once(parent, "spawn");
  const children = `/proc/${parent.pid}/task/${parent.pid}/children`;
  const ended = (): string => readFileSync(children, "utf8").trim();
  await expect.poll(ended).toMatch(/^\d+$/);
  await expect.poll(() => readFileSync(`/proc/${ended()}/stat`, "utf8")).toContain(") Z ");
  expect(await host.stat(`/proc/${ended()}/exe`)).toBeUndefined();
});

test("a child that is started while we hold a lock does not hold it after us", async () => {
  const path = join(temporaryFolder(), "lock");
  const lock = await host.lock(path);
  const { stdout } = await host.run(["sh", "-c", "sleep 300 & echo $!"]);
  onTestFinished(() => void process.kill(Number(stdout), "SIGKILL"));
  await lock?.release();
  const again = await host.lock(path);
  expect(again).toBeDefined();
  await again?.release();
});

test("dial gives a connected socket", async () => {
  const server = createServer((socket) => socket.end("hello"));
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const socket = await host.dial({ address: "127.0.0.1", port, timeout: 5_000 });
  expect(String((await once(socket, "data"))[0])).toBe("hello");
  socket.destroy();
});

test("dial says what the kernel said, and gives up in time", async () => {
  const closed = createServer();
  await once(closed.listen(0, "127.0.0.1"), "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, "close");
  await expect(host.dial({ address: "127.0.0.1", port, timeout: 5_000 })).rejects.toMatchObject({
    code: "ECONNREFUSED",
  });

  // A server that never accepts: once its short queue is full, the kernel answers nobody.
  const program = `
    const server = require("node:net").createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      require("node:fs").writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });
  `;
  const deaf = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void deaf.kill("SIGKILL"));
  const target = {
    address: "127.0.0.1",
    port: Number(String((await once(deaf.stdout, "data"))[0])),
    timeout: 200,
  };
  const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => host.dial(target)));
  for (const attempt of attempts) if (attempt.status === "fulfilled") attempt.value.destroy();
  const codes = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason.code] : []));
  expect(new Set(codes)).toEqual(new Set(["ETIMEDOUT"]));
});

/** A DNS server that knows one A record; every other question gets this response code (RFC 1035, 4.1.1). */
async function dnsServer(responseCode: number): Promise<string> {
  const server = createSocket("udp4");
  onTestFinished(() => void server.close());
  server.on("message", (question, { port, address }) => {
    const end = question.indexOf(0, 12) + 5;
    const known = question.subarray(13, end).includes("known") && question.readUInt16BE(end - 4) === 1;
    const header = Buffer.from([
      0,
      0,
      0x81,
      0x80 | (known ? 0 : responseCode),
      0,
      1,
      0,
      known ? 1 : 0,
      0,
      0,
      0,
      0,
    ]);
    question.copy(header, 0, 0, 2);
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
    server.send(
      Buffer.concat([header, question.subarray(12, end), known ? answer : Buffer.alloc(0)]),
      port,
      address,
    );
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${server.address().port}`;
}

test("a name has the addresses that DNS gives it; none is an answer, too", async () => {
  const servers = [await dnsServer(3)];
  expect(await resolveName("known.example", 4, servers)).toEqual(["192.0.2.7"]);
  expect(await resolveName("known.example", 6, servers)).toEqual([]);
  expect(await resolveName("nowhere.example", 4, servers)).toEqual([]);
});

test("where DNS refuses, a name that the box does not know is no name without an address", async () => {
  const servers = [await dnsServer(5)];
  await expect(resolveName("nowhere.invalid", 4, servers)).rejects.toThrow(/could not be looked up/);
});

test("/etc/hosts counts where DNS refuses, but never with a loopback address", async ({ skip }) => {
  const hosts = readFileSync("/etc/hosts", "utf8");
  const name =
    /^(?:127\.\S+|::1)\s+(?!localhost)(\S+)/m.exec(hosts)?.[1] ?? /^::1.*\s(ip6-localhost)/m.exec(hosts)?.[1];
  if (name === undefined) return skip("/etc/hosts has no name of a loopback address");
  const servers = [await dnsServer(5)];
  for (const family of [4, 6] as const) {
    const found = await resolveName(name, family, servers);
    expect(found.filter((address) => address.startsWith("127.") || address === "::1")).toEqual([]);
  }
});
