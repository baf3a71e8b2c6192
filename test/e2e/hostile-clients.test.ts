import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { proxies } from "../../src/proxies/index.ts";
import type { Proxy as ProxyPlugin } from "../../src/proxies/proxy.ts";
import type { Box } from "../helpers/box/box.ts";
import { must } from "../helpers/box/command.ts";
import { until } from "../helpers/box/machine.ts";
import { clientHello, HeldConnections } from "../helpers/client/held-connections.ts";
import { openLiveSockets } from "../helpers/client/live-sockets.ts";
import { malformedFrames, malformedRequests } from "../helpers/client/malformed.ts";
import { askRaw, connectRaw, handshakeLines } from "../helpers/client/raw.ts";
import type { Target } from "../helpers/client/target.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import { differenceOf } from "./conformance/differences.ts";
import { type Endpoint, placeOf } from "./conformance/place.ts";
import { name } from "./helpers/endpoint.ts";
import { inBoxes } from "./helpers/in-boxes.ts";

const suite = "bookworm";
const limits = { connectionsPerIp: 40, handshakesPerSecond: 10, burst: 60 };
const honestSockets = 30;

/** Connections whose TLS handshake never ends: so many, or as many as this process may open besides all else. */
const halfOpen = Math.min(10_000, mostOpenFiles() - 3_000);
/** Of these, so many have said all of their first message, for which the proxy has to sign. */
const waiting = 1_000;
/** Requests that never end, over TLS or plain. */
const slow = 300;

/** Seconds after which a proxy must have dropped whoever dawdles; a machine under load may be later. */
const patience = 60;
/** Tries of five seconds in which a newcomer must get in while all this goes on. */
const tries = 8;
/** KB of a proxy's memory that a connection of these may take at most. */
const perConnection = 150;

inBoxes("hostile clients", () => {
  cellsOf("hostile clients").each(proxies, ({ id }) => id === "nginx")(
    "$id: who is honest loses nothing, who is new gets in, and memory and limits stay as they are",
    async (proxy) => {
      const place = placeOf(proxy, suite);
      try {
        const endpoint = await place.endpoint({ limits });
        await underAttack(endpoint, proxy);
      } finally {
        await place.stop();
      }
    },
  );
});

async function underAttack(endpoint: Endpoint, proxy: ProxyPlugin): Promise<void> {
  const { box, target } = endpoint;
  const from = await ownAddresses(box);
  const limited = differenceOf(proxy.id, suite, limitCheck) === undefined;
  const honest = await openLiveSockets(target({ from: box.hostIp4 }), { count: honestSockets, pause: 100 });
  await honest.rounds(2);
  const before = await memoryOf(box, proxy);

  const dawdlers = await dawdle(target({ from: from.dawdling }));
  const held = await holdHandshakes(target({ from: from.silent }));
  const peak = await memoryOf(box, proxy);
  const [newcomer, flood] = await Promise.all([
    triesToGetIn(target({ from: box.hostIp4 })),
    floodFrom(target({ from: from.flooding })),
  ]);
  const malformed = await talkNonsense(target({ from: from.flooding }), target({ from: from.rude }));
  await honest.rounds(3);

  const start = Date.now();
  for (const each of [held, ...dawdlers.connections]) {
    const dropped = async () => (each.held === 0 ? true : undefined);
    await until("those who dawdle to be dropped", dropped, patience * 1_000);
  }
  const seconds = Math.round((Date.now() - start) / 1_000);
  dawdlers.stop();
  const after = await memoryOf(box, proxy);
  const report = await honest.stop();
  console.log(
    [
      `${proxy.id}: ${held.most} handshakes held open at once, all dropped ${seconds} s later`,
      `memory ${before} KB, then ${peak} KB, then ${after} KB`,
      `in after ${newcomer} tries`,
      `${flood.passed} of ${flood.tried} handshakes of a flood passed`,
    ].join("; "),
  );
  expect(report).toMatchObject({ opened: honestSockets, dropped: 0, lost: 0 });
  expect(newcomer, "tries of a newcomer").toBeLessThanOrEqual(tries);
  expect(held.most).toBeGreaterThan(halfOpen / 2);
  expect(peak - before).toBeLessThan(held.most * perConnection);
  expect(after, "KB, with what came since").toBeLessThan(
    peak + before + (flood.tried + malformed) * perConnection,
  );
  if (limited) {
    expect(flood.passed).toBeGreaterThan(0);
    expect(flood.passed).toBeLessThanOrEqual(flood.most);
    await expectLimits(endpoint, from.patient);
  }
  expect((await endpoint.get()).status).toBe(200);
  const count = held.most + 3 * slow + flood.tried + malformed;
  tally("hostile connections", { tried: count, exact: count });
}

/** TLS handshakes that stop: most before the end of the client's first word, the others before its second. */
async function holdHandshakes(target: Target): Promise<HeldConnections> {
  const hello = await clientHello(name);
  const held = new HeldConnections();
  await held.open(target, waiting, hello);
  await held.open(target, halfOpen - waiting, hello.subarray(0, 60));
  return held;
}

/** Clients that say a byte a second: of their first word in TLS, of a request over TLS, of a request without. */
async function dawdle(
  target: Target,
): Promise<{ readonly connections: readonly HeldConnections[]; readonly stop: () => void }> {
  const request = `GET /slow HTTP/1.1\r\nHost: ${name}\r\n`;
  const hello = await clientHello(name);
  const [words, requests, plain] = [new HeldConnections(), new HeldConnections(), new HeldConnections()];
  await words.open(target, slow, hello.subarray(0, 20));
  await requests.openTls(target, slow, request);
  await plain.open({ ...target, port: 80 }, slow, request);
  const connections = [words, requests, plain];
  const trickle = setInterval(() => {
    for (const each of connections) each.trickle("X");
  }, 1_000);
  return { connections, stop: () => clearInterval(trickle) };
}

/** The title of the check of the conformance that holds for those who count connections. */
const limitCheck = "of one address so many WebSockets are open as were allowed, and no more";

/** Handshakes at full speed, far beyond what one address may have. */
async function floodFrom(target: Target) {
  const [connections, rounds] = [60, 5];
  const start = Date.now();
  let passed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const statuses = await Promise.all(Array.from({ length: connections }, () => statusOf(target)));
    passed += statuses.filter((status) => status === 101).length;
    expect(statuses.filter((status) => ![0, 101, 408, 429, 503].includes(status))).toEqual([]);
  }
  const seconds = (Date.now() - start) / 1_000;
  const most = limits.burst + 1 + Math.ceil(seconds * limits.handshakesPerSecond);
  return { tried: connections * rounds, passed, most };
}

/** Requests and frames that break the rules: none opens a WebSocket, and no other connection is the worse for it. */
async function talkNonsense(target: Target, other: Target): Promise<number> {
  const requests = malformedRequests(name);
  for (const [what, bytes] of requests) {
    for (const port of [{}, { tls: false, port: 80 }]) {
      const connection = await connectRaw({ ...target, ...port, timeout: 30_000 });
      connection.write(bytes);
      const answer = await connection.takeThrough("\r\n").then(String, () => "");
      connection.destroy();
      expect(answer, what).not.toMatch(/^HTTP\/1\.1 101/);
    }
  }
  for (const [, bytes] of malformedFrames) {
    const connection = await connectRaw({ ...other, timeout: 30_000 });
    expect((await askRaw(connection, handshake)).status).toBe(101);
    connection.write(bytes);
    connection.write(bytes);
    await Promise.race([connection.rest(), late(2)]);
    connection.destroy();
  }
  return requests.length * 2 + malformedFrames.length;
}

const handshake = ["GET / HTTP/1.1", `Host: ${name}`, ...handshakeLines];

/** The status of a handshake; 0 where there is no answer to it, or no connection within five seconds. */
async function statusOf(target: Target): Promise<number> {
  const connection = await connectRaw({ ...target, timeout: 5_000 }).catch(() => undefined);
  if (connection === undefined) return 0;
  const { status } = await askRaw(connection, handshake);
  connection.destroy();
  return status;
}

/** How often one who is new has to knock before he is let in. */
async function triesToGetIn(target: Target): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    if ((await statusOf(target)) === 101 || attempt > tries) return attempt;
  }
}

/** The numbers of the answers are still those that hold, for an address that has done nothing yet. */
async function expectLimits({ opened, status }: Endpoint, from: string): Promise<void> {
  const sockets = await Promise.all(
    Array.from({ length: limits.connectionsPerIp }, () => opened({ from, timeout: 30_000 })),
  );
  expect(await status({ from }), "one more than may be open").toBe(429);
  for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
  for (const socket of sockets) await socket.close();
}

/** Addresses of this machine at the end of the box's cable, which go with it. */
async function ownAddresses(box: Box) {
  const at = async (last: number) => {
    const address = box.hostIp4.replace(/\d+$/, String(last));
    await must(["ip", "address", "add", `${address}/24`, "dev", box.outside]);
    return address;
  };
  return {
    silent: await at(100),
    dawdling: await at(101),
    flooding: await at(102),
    rude: await at(103),
    patient: await at(104),
  };
}

/** KB of memory of a proxy's processes; what several of them share is counted once (Pss, proc(5)). */
async function memoryOf(box: Box, proxy: ProxyPlugin): Promise<number> {
  const script =
    'for pid in $(cat "/sys/fs/cgroup/system.slice/$0.service/cgroup.procs"); do cat "/proc/$pid/smaps_rollup" 2>/dev/null; done';
  const text = await box.run(["sh", "-c", script, proxy.unit]);
  return [...text.matchAll(/^Pss: +(\d+) kB$/gm)].reduce((sum, [, size]) => sum + Number(size), 0);
}

function mostOpenFiles(): number {
  return Number(/^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1_024);
}

function late(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000).unref());
}
