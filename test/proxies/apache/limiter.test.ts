import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it } from "vitest";
import { limiterProgram } from "../../../src/proxies/apache/limiter.ts";

/** Writes a line to stderr whenever the kernel's list of connections is opened. */
const noteLooks = `package NoteLooks;
BEGIN { *CORE::GLOBAL::open = sub (*;$@) {
    print STDERR "look\\n" if ($_[2] // '') eq '/proc/net/tcp';
    return CORE::open($_[0], $_[1], $_[2]);
} }
1;
`;

let folder: string;
let server: Server;
let programs: ChildProcessWithoutNullStreams[];
let clients: Socket[];
/** What the server side of each client is, by the client's port. */
let held: Map<number, Socket>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "limiter-"));
  writeFileSync(join(folder, "limit"), limiterProgram);
  writeFileSync(join(folder, "NoteLooks.pm"), noteLooks);
  [programs, clients, held] = [[], [], new Map()];
  server = createServer({ allowHalfOpen: true }, (socket) => {
    held.set(
      socket.remotePort ?? 0,
      socket.on("error", () => socket.destroy()),
    );
    socket.resume();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterEach(async () => {
  for (const program of programs) program.kill("SIGKILL");
  for (const socket of [...clients, ...held.values()]) socket.destroy();
  await once(server.close(), "close");
  rmSync(folder, { recursive: true });
});

/** Starts the program as Apache does, with its limits. */
function startLimiter(...limits: readonly [most: number, rate: number, burst: number]) {
  const argv = [`-I${folder}`, "-MNoteLooks", join(folder, "limit"), ...limits.map(String)];
  const program = spawn("perl", [...argv, join(folder, "counts")]);
  programs.push(program);
  let said = "";
  program.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const lines = createInterface(program.stdout)[Symbol.asyncIterator]();
  return {
    /** How often the kernel was asked. */
    looks: () => said.match(/look/g)?.length ?? 0,
    ask: async (port: number, address = "127.0.0.1"): Promise<string> => {
      program.stdin.write(`${address} ${port}\n`);
      return (await lines.next()).value ?? "";
    },
  };
}

/** A connection of a client that is open at both ends. */
async function openConnection(): Promise<Socket> {
  const socket = connect({
    port: (server.address() as AddressInfo).port,
    host: "127.0.0.1",
    allowHalfOpen: true,
  });
  clients.push(socket);
  await once(socket, "connect");
  await expect.poll(() => held.has(portOf(socket))).toBe(true);
  return socket;
}

function portOf(socket: Socket): number {
  return socket.localPort ?? 0;
}

it("counts a connection until both ends have closed it", async () => {
  const { ask, looks } = startLimiter(1, 0, 0);
  const [first, second] = [await openConnection(), await openConnection()];
  expect(await ask(portOf(first))).toBe("pass");
  expect(await ask(portOf(second))).toBe("refuse");
  const there = held.get(portOf(first));
  const ended = once(there ?? server, "end");
  first.end();
  await ended;
  const before = looks();
  await expect
    .poll(async () => {
      expect(await ask(portOf(second))).toBe("refuse");
      return looks();
    })
    .toBeGreaterThan(before);
  there?.end();
  await expect.poll(() => ask(portOf(second))).toBe("pass");
});

it("asks the kernel a tenth of the time at most, however often a client asks that has all it may have", async () => {
  const { ask, looks } = startLimiter(1, 0, 0);
  expect(await ask(portOf(await openConnection()))).toBe("pass");
  const other = portOf(await openConnection());
  const answers = await Promise.all(Array.from({ length: 400 }, () => ask(other)));
  expect(new Set(answers)).toEqual(new Set(["refuse"]));
  expect(looks()).toBeGreaterThan(0);
  expect(looks()).toBeLessThan(200);
});

it("counts a handshake that is refused as one too many for the rate, and none above the rate", async () => {
  const { ask } = startLimiter(1, 1, 2);
  const [first, second] = [portOf(await openConnection()), portOf(await openConnection())];
  const begun = performance.now();
  expect(await ask(first)).toBe("pass");
  expect([await ask(second), await ask(second)]).toEqual(["refuse", "refuse"]);
  held.get(first)?.destroy();
  await expect.poll(() => ask(second)).toBe("pass");
  // The refused ones used the burst up: no four within a second.
  expect(performance.now() - begun).toBeGreaterThan(900);
});
