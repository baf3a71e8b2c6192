import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { askRaw, connectRaw, handshakeLines } from "../../../helpers/client/raw.ts";
import { name } from "../../helpers/endpoint.ts";
import type { Check } from "../check.ts";
import type { Endpoint } from "../place.ts";

const connections = 3;
const rate = { handshakesPerSecond: 1, burst: 4 };
const forged = { "X-Forwarded-For": "6.6.6.6", "X-Real-IP": "6.6.6.6", Forwarded: "for=6.6.6.6" };

export const noLimits: readonly Check[] = [
  {
    title: "without limits 100 WebSockets of one address open at once and stay",
    run: async (place) => {
      const { opened } = await place.endpoint();
      const sockets = await Promise.all(Array.from({ length: 100 }, () => opened()));
      expect(await Promise.all(sockets.map((socket) => socket.ask("x")))).toEqual(Array(100).fill("x"));
      await Promise.all(sockets.map((socket) => socket.close()));
    },
  },
];

export const limits: readonly Check[] = [
  {
    title: "of one address so many WebSockets are open as were allowed, and no more",
    run: async (place) => {
      const limited = { limits: { connectionsPerIp: connections, handshakesPerSecond: false } };
      const { box, status, opened, get, raw } = await place.endpoint(limited);
      const sockets = await Promise.all(Array.from({ length: connections }, () => opened()));
      for (let time = 0; time < 5; time += 1) expect(await status()).toBe(429);
      expect(await status({ headers: forged }), "another forwarded address").toBe(429);
      expect(await status({ path: "/other" }), "another path").toBe(429);
      expect(await status({ ip: box.ip6 }), "another address").toBe(101);
      const plain = await Promise.all(Array.from({ length: 20 }, () => get()));
      expect(plain.map((reply) => reply.status)).toEqual(Array(20).fill(200));

      await sockets.pop()?.close();
      await expect.poll(() => reopened()).toBe(101);
      expect(await status()).toBe(429);
      // One that the backend refuses, or that breaks off, takes no place for long.
      await sockets.pop()?.close();
      const refused = ["GET / HTTP/1.1", `Host: ${name}`, "Upgrade: websocket", "Connection: Upgrade"];
      for (let time = 0; time < 5; time += 1) {
        await expect.poll(async () => (await raw(refused)).status).toBe(400);
      }
      for (let time = 0; time < 2; time += 1) {
        const handshake = ["GET / HTTP/1.1", `Host: ${name}`, ...handshakeLines];
        await expect.poll(async () => (await raw(handshake)).status).toBe(101);
      }
      await expect.poll(() => reopened()).toBe(101);
      expect(await status()).toBe(429);
      for (const socket of sockets) await socket.close();

      /** Keeps it where it opens. */
      async function reopened(): Promise<number> {
        const socket = await opened().catch(() => undefined);
        if (socket === undefined) return 429;
        sockets.push(socket);
        return socket.status;
      }
    },
  },
  {
    title: "of one address a burst of handshakes passes and not one more, then as many as the rate",
    run: async (place) => {
      const endpoint = await place.endpoint({ limits: { connectionsPerIp: false, ...rate } });
      const other = ["GET / HTTP/1.1", `Host: ${name}`, "Upgrade: TLS/1.0", "Connection: Upgrade"];
      for (let time = 0; time < 10; time += 1) {
        expect((await endpoint.raw(other)).status, "an upgrade that is refused does not count").toBe(403);
        expect((await endpoint.get()).status, "plain HTTP does not count").toBe(200);
      }
      const start = Date.now();
      const statuses = await handshakesAtOnce(endpoint, 12);
      // A machine under load may take longer than the rate's second over it.
      const more = Math.floor(((Date.now() - start) / 1_000) * rate.handshakesPerSecond);
      const passed = statuses.filter((status) => status === 101).length;
      expect(statuses.filter((status) => status !== 101 && status !== 429)).toEqual([]);
      expect(passed).toBeGreaterThanOrEqual(rate.burst + 1);
      expect(passed).toBeLessThanOrEqual(rate.burst + 1 + more);
      expect(await endpoint.status({ headers: forged }), "another forwarded address").toBe(429);
      expect((await endpoint.get()).status, "plain HTTP").toBe(200);
      expect(await endpoint.status({ ip: endpoint.box.ip6 }), "another address").toBe(101);

      const [seconds, trials] = [6, 24];
      const begun = Date.now();
      let again = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        if ((await endpoint.status()) === 101) again += 1;
        await pause((seconds * 1_000) / trials);
      }
      const elapsed = (Date.now() - begun) / 1_000;
      expect(again).toBeGreaterThanOrEqual(seconds / 2);
      expect(again).toBeLessThanOrEqual(Math.ceil(elapsed * rate.handshakesPerSecond) + 1);
    },
  },
];

/** All requests are on the wire within milliseconds: the TLS handshakes came before. */
async function handshakesAtOnce({ target }: Endpoint, count: number): Promise<readonly number[]> {
  const connections = await Promise.all(Array.from({ length: count }, () => connectRaw(target())));
  const lines = ["GET / HTTP/1.1", `Host: ${name}`, ...handshakeLines];
  const replies = await Promise.all(connections.map((connection) => askRaw(connection, lines)));
  for (const connection of connections) connection.destroy();
  return replies.map(({ status }) => status);
}
