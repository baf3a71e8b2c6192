import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { startTestBackend, type TestBackend } from "../backend/server.ts";
import { openLiveSockets } from "./live-sockets.ts";

let backend: TestBackend | undefined;
afterEach(() => backend?.close());

const free = { host: "127.0.0.1", port: 0 };
const plain = { ip: "127.0.0.1", tls: false };

it("tells that nothing was dropped or lost, and how much was exchanged", async () => {
  backend = await startTestBackend();
  const live = await openLiveSockets({ ...plain, port: backend.port }, { count: 25, pause: 5 });
  await live.rounds(3);
  const report = await live.stop();
  expect(report).toMatchObject({ opened: 25, dropped: 0, lost: 0 });
  expect(report.exchanged).toBeGreaterThanOrEqual(75);
});

it("counts sockets that the other side closed", async () => {
  backend = await startTestBackend();
  const live = await openLiveSockets({ ...plain, port: backend.port }, { count: 5, pause: 5 });
  await live.rounds(1);
  await backend.close();
  expect(await live.stop()).toMatchObject({ opened: 5, dropped: 5 });
});

it("counts a message that did not come back as it was sent", async () => {
  const server = new WebSocketServer(free);
  server.on("connection", (socket) =>
    socket.on("message", (data) => socket.send(String(data) === "1:2" ? "1:1" : String(data))),
  );
  const port = await portOf(server);
  const live = await openLiveSockets({ ...plain, port }, { count: 3, pause: 5 });
  await live.rounds(4);
  expect(await live.stop()).toMatchObject({ opened: 3, dropped: 0, lost: 1 });
  server.close();
});

it("rejects when a handshake is refused, and leaves no socket open", async () => {
  const server = new WebSocketServer({ ...free, verifyClient: () => server.clients.size < 3 });
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(String(data))));
  const port = await portOf(server);
  await expect(openLiveSockets({ ...plain, port }, { count: 12 })).rejects.toThrow(/answered with 401/);
  await expect.poll(() => server.clients.size).toBe(0);
  server.close();
});

async function portOf(server: WebSocketServer): Promise<number> {
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
