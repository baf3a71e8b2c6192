import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { echoServer } from "../../scripts/benchmarks/proxies/backend/echo-server.ts";
import type { Address } from "../../scripts/benchmarks/proxies/client/socket.ts";
import { Sockets } from "../../scripts/benchmarks/proxies/client/sockets.ts";

let server: Server | undefined;
const sockets = new Sockets();
afterEach(() => {
  sockets.close();
  server?.close();
});

async function listening(made: Server): Promise<Address> {
  server = made.listen(0, "127.0.0.1");
  await once(made, "listening");
  const { port } = made.address() as AddressInfo;
  return { ip: "127.0.0.1", port, name: "node.example.com", tls: false };
}

test("the backend echoes what any WebSocket client sends, and answers its pings and its close", async () => {
  const { ip, port } = await listening(echoServer());
  const socket = new WebSocket(`ws://${ip}:${port}`);
  await once(socket, "open");
  for (const size of [0, 125, 126, 65_535, 65_536]) {
    const message = Buffer.alloc(size, "abc");
    socket.send(message);
    const [echo] = await once(socket, "message");
    expect(message.equals(echo)).toBe(true);
  }
  socket.ping("still there");
  expect(String((await once(socket, "pong"))[0])).toBe("still there");
  socket.close(1000);
  expect((await once(socket, "close"))[0]).toBe(1000);
});

test("an exchange counts the messages that came back, of small and of large ones, over and over", async () => {
  const address = await listening(echoServer());
  expect(await sockets.fill(address, 30)).toBeUndefined();
  expect(sockets.open).toBe(30);
  for (const size of [64, 16_384, 64])
    expect(await sockets.exchange(size, 500, 20_000)).toMatchObject({ messages: 500 });
});

test("an exchange is over after its time, with as many messages as came back until then", async () => {
  const address = await listening(echoServer());
  await sockets.fill(address, 3);
  const { messages, seconds } = await sockets.exchange(64, 1e9, 100);
  expect(messages).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(5);
  expect(await sockets.exchange(64, 9, 20_000)).toMatchObject({ messages: 9 });
});

test("a refused handshake tells how many sockets are held, and with what the next was answered", async () => {
  let taken = 0;
  const echo = echoServer();
  const full = createServer((socket) => {
    taken += 1;
    if (taken <= 4) echo.emit("connection", socket);
    else socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
  });
  expect(await sockets.fill(await listening(full), 100)).toBe("HTTP/1.1 503 Service Unavailable");
  expect(sockets.open).toBe(4);
});

test("sockets that the other end closes are counted as dropped", async () => {
  const echo = echoServer();
  const ends: (() => void)[] = [];
  echo.on("connection", (socket) => ends.push(() => socket.destroy()));
  await sockets.fill(await listening(echo), 5);
  for (const end of ends.slice(0, 2)) end();
  await expect.poll(() => sockets.dropped).toBe(2);
  expect(sockets.open).toBe(3);
});
