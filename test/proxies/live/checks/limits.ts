import { expect } from "vitest";
import { askRaw, connectRaw, handshakeLines } from "../../../helpers/client/raw.ts";
import { countsAnewAfterReload, enforcesNoLimits } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

const connections = (connectionsPerIp: number) => ({
  answers: { limits: { connectionsPerIp, handshakesPerSecond: 500 + connectionsPerIp, burst: 100 } },
});
const rate = { handshakesPerSecond: 1, burst: 4 };

export const limits: Check = (scene, { everySuite, oneSuite }) => {
  if (enforcesNoLimits(scene)) return;

  oneSuite("holds exactly 50 WebSockets of one address, and plain HTTP is not counted", async () => {
    const { status, opened, get } = await scene.serve(connections(50));
    const sockets = await Promise.all(Array.from({ length: 50 }, () => opened()));
    expect(await status()).toBe(429);
    expect(await status({ headers: { "X-Forwarded-For": "6.6.6.6" } })).toBe(429);
    const plain = await Promise.all(Array.from({ length: 20 }, () => get()));
    expect(plain.map((reply) => reply.status)).toEqual(Array(20).fill(200));
    await sockets.pop()?.close();
    await expect.poll(() => status()).toBe(101);
    expect(await status()).toBe(429);
    for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
  });

  everySuite("lets a burst through and refuses what is above it with 429, WebSockets alone", async () => {
    const { target, get } = await scene.serve({ answers: { limits: { connectionsPerIp: false, ...rate } } });
    // The TLS handshakes come before: all requests are on the wire within milliseconds.
    const clients = await Promise.all(Array.from({ length: 12 }, () => connectRaw(target())));
    const start = Date.now();
    const request = ["GET / HTTP/1.1", `Host: ${name}`, ...handshakeLines];
    const replies = await Promise.all(clients.map((client) => askRaw(client, request)));
    // A machine under load may take longer than the rate's second over it.
    const more = Math.floor(((Date.now() - start) / 1_000) * rate.handshakesPerSecond);
    for (const client of clients) client.destroy();
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect(count(101)).toBeGreaterThanOrEqual(1 + rate.burst);
    expect(count(101)).toBeLessThanOrEqual(1 + rate.burst + more);
    expect(count(429)).toBe(clients.length - count(101));
    for (let time = 0; time < 5; time += 1) expect((await get()).status).toBe(200);
  });

  oneSuite("takes up another limit on a reload, and drops no WebSocket that is open", async () => {
    const { status, opened, reload } = await scene.serve(connections(2));
    /** How many more are let in. */
    const free = async () => {
      for (let count = 0; ; count += 1) {
        const answer = await status();
        if (answer === 101) continue;
        expect(answer).toBe(429);
        return count;
      }
    };
    const sockets = [await opened(), await opened()];
    expect(await free()).toBe(0);
    const anew = countsAnewAfterReload(scene);
    await reload(connections(3));
    await expect.poll(free).toBe(anew ? 3 : 1);
    await reload(connections(1));
    await expect.poll(free).toBe(anew ? 1 : 0);
    for (const socket of sockets) expect(await socket.ask("still here")).toBe("still here");
  });
};
