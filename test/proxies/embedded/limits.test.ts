import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HandshakeLimiter } from "../../../src/proxies/embedded/server/handshake-limiter.ts";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { openWebSocket } from "../../helpers/client/websocket.ts";
import { runServer } from "./running-server.ts";

let backend: TestBackend;

beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());

describe("a running server", () => {
  it("says when to come again, and holds as many of another address", async () => {
    const limits = { connectionsPerIp: 1, handshakesPerSecond: false, burst: 0 } as const;
    const server = await runServer(backend.port, { limits });
    expect((await openWebSocket(server.target())).status).toBe(101);
    expect(await openWebSocket(server.target())).toMatchObject({
      status: 429,
      headers: { "retry-after": "1" },
    });
    expect((await openWebSocket(server.target({ ip: "::1" }))).status).toBe(101);
  });

  it("counts no handshake that was refused for another reason", async () => {
    const limits = { connectionsPerIp: 1, handshakesPerSecond: false, burst: 0 } as const;
    const server = await runServer(backend.port, { limits, origins: ["https://app.example.com"] });
    for (let round = 0; round < 3; round += 1) {
      const foreign = await openWebSocket(server.target({ headers: { Origin: "https://evil.com" } }));
      expect(foreign.status).toBe(403);
    }
    expect((await openWebSocket(server.target())).status).toBe(101);
  });
});

describe("the limiter", () => {
  const rate = { connectionsPerIp: false, handshakesPerSecond: 10, burst: 2 } as const;
  const admitted = (limiter: HandshakeLimiter, times: readonly number[], address = "a") =>
    times.filter((now) => limiter.admit(address, now) !== undefined).length;

  it("drains at its rate, and a refused handshake costs nothing", () => {
    const limiter = new HandshakeLimiter(rate);
    expect(admitted(limiter, Array(10).fill(1000))).toBe(3);
    expect(admitted(limiter, Array(10).fill(1099))).toBe(0);
    expect(admitted(limiter, Array(10).fill(1100))).toBe(1);
    expect(admitted(limiter, Array(10).fill(1300))).toBe(2);
    expect(admitted(limiter, Array(10).fill(99_000))).toBe(3);
  });

  it("counts each address for itself", () => {
    const limiter = new HandshakeLimiter(rate);
    expect(admitted(limiter, Array(5).fill(0), "a") + admitted(limiter, Array(5).fill(0), "b")).toBe(6);
  });

  it("goes on counting what was open before a limit came", () => {
    const limiter = new HandshakeLimiter(false);
    const leave = limiter.admit("a", 0);
    limiter.admit("a", 0);
    limiter.limits = { connectionsPerIp: 2, handshakesPerSecond: false, burst: 0 };
    expect(limiter.admit("a", 0)).toBeUndefined();
    leave?.();
    expect(limiter.admit("a", 0)).toBeDefined();
  });
});
