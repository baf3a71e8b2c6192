import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { openWebSocket } from "../../helpers/client/websocket.ts";
import { name } from "../live/endpoint.ts";
import { handshake, heard, lines, rawBackend, rawClient } from "./raw.ts";
import { runServer } from "./running-server.ts";

let backend: TestBackend;

beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());

describe("a client that", () => {
  it("drips its headers is dropped in time, though bytes keep coming", async () => {
    const server = await runServer(backend.port, { bounds: { head: 0.4, request: 0.5 } });
    const client = await rawClient(server);
    client.write("GET / HTTP/1.1\r\n");
    const drip = setInterval(() => client.write("X: y\r\n"), 50);
    expect(await heard(client)).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
  });

  it("never finishes its body is dropped", async () => {
    const server = await runServer(backend.port, { bounds: { head: 0.4, request: 0.5 } });
    const client = await rawClient(server);
    client.write(lines("POST / HTTP/1.1", `Host: ${name}`, "Content-Length: 100"));
    expect(await heard(client)).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it("connects and does not begin TLS is dropped", async () => {
    const server = await runServer(backend.port, { bounds: { tls: 0.3 } });
    const socket = connect(server.ports.https, "127.0.0.1");
    socket.on("error", () => undefined);
    await expect(new Promise((resolve) => socket.once("close", resolve))).resolves.toBeDefined();
  });

  it("opens a WebSocket and falls silent is dropped after the idle timeout, not before", async () => {
    const server = await runServer(backend.port, { idleTimeout: 0.6 });
    const client = await rawClient(server);
    client.write(lines(...handshake));
    await heard(client, /\r\n\r\n/);
    const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
    const started = performance.now();
    // Three times within the timeout: each word puts the end off.
    for (let round = 0; round < 3; round += 1) {
      client.write(ping);
      await heard(client, /^\x8a/);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(client.destroyed || client.readableEnded).toBe(false);
    await heard(client);
    expect(performance.now() - started).toBeGreaterThan(1_100);
  });

  it("sends too large a head gets 431, too large a body 413, whatever it said of its length", async () => {
    let whole = 0;
    const port = await rawBackend((socket) => {
      socket.on("data", (bytes) => {
        if (/0\r\n\r\n$/.test(bytes.toString("latin1"))) whole += 1;
      });
    });
    const server = await runServer(port, { bounds: { headBytes: 4096, bodyBytes: 100_000 } });
    const head = await httpGet(server.target({ headers: { "X-Long": "x".repeat(8_000) } }));
    expect(head.status).toBe(431);
    expect((await httpGet({ ...server.target(), body: "x".repeat(100_001) })).status).toBe(413);
    const client = await rawClient(server);
    client.write(lines("POST / HTTP/1.1", `Host: ${name}`, "Transfer-Encoding: chunked"));
    client.write(`${(200_000).toString(16)}\r\n${"x".repeat(200_000)}\r\n0\r\n\r\n`);
    expect(await heard(client, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 413 /);
    expect(whole).toBe(0);
  });

  it("says two lengths at once, as smugglers do, is refused", async () => {
    const server = await runServer(backend.port);
    const client = await rawClient(server);
    client.write(
      lines("POST / HTTP/1.1", `Host: ${name}`, "Content-Length: 4", "Transfer-Encoding: chunked"),
    );
    expect(await heard(client)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

it("an open WebSocket outlives the time that its handshake had", async () => {
  const server = await runServer(backend.port, { bounds: { upgrade: 0.3 } });
  const socket = await openWebSocket(server.target());
  await new Promise((resolve) => setTimeout(resolve, 600));
  if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
  expect(await socket.ask("still here")).toBe("still here");
});

it("a backend that never answers a handshake is given up with 502", async () => {
  const server = await runServer(await rawBackend(() => undefined), { bounds: { upgrade: 0.3 } });
  const client = await rawClient(server);
  client.write(lines(...handshake));
  expect(await heard(client)).toMatch(/^HTTP\/1\.1 502 /);
});
