import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { handshake, heard, lines, rawBackend, rawClient } from "./raw.ts";
import { type RunningServer, runServer } from "./running-server.ts";

const rounds = 12;

/** A backend that gives the same answer to each handshake and, as they do, leaves the connection open. */
async function refusing(answer: (socket: Socket) => void) {
  const open = new Set<Socket>();
  let seen = 0;
  const port = await rawBackend((socket) => {
    seen += 1;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.once("end", () => socket.end());
    socket.once("data", () => answer(socket));
    socket.resume();
  });
  return { port, open: () => open.size, seen: () => seen };
}

async function ask(server: RunningServer) {
  const client = await rawClient(server);
  client.write(lines(...handshake));
  return client;
}

function stream(socket: Socket): void {
  socket.write(lines("HTTP/1.1 200 OK", "Content-Type: text/event-stream"));
  const timer = setInterval(() => socket.write("data: more\n\n"), 20);
  socket.once("close", () => clearInterval(timer));
}

describe("a refused handshake leaves no connection to the backend", () => {
  it.each([
    ["with a length", lines("HTTP/1.1 403 Forbidden", "Content-Length: 2"), "no"],
    ["in chunks", lines("HTTP/1.1 400 Bad Request", "Transfer-Encoding: chunked"), "2\r\nno\r\n0\r\n\r\n"],
    ["without a body", lines("HTTP/1.1 401 Unauthorized", "Content-Length: 0"), ""],
  ])("when the answer is one %s", async (_, head, body) => {
    const backend = await refusing((socket) => socket.write(`${head}${body}`));
    const server = await runServer(backend.port);
    for (let round = 0; round < rounds; round += 1) {
      expect(await heard(await ask(server))).toMatch(/^HTTP\/1\.1 40[013] /);
    }
    expect(backend.seen()).toBe(rounds);
    await expect.poll(backend.open).toBe(0);
  });

  it("when it has no end and the client goes", async () => {
    const backend = await refusing(stream);
    const server = await runServer(backend.port);
    for (let round = 0; round < rounds; round += 1) {
      const client = await ask(server);
      expect(await heard(client, /data: more/)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      client.destroy();
    }
    expect(backend.seen()).toBe(rounds);
    await expect.poll(backend.open).toBe(0);
  });

  it("when the client reads nothing of it and goes", async () => {
    const flood = Buffer.alloc(8 * 1024 * 1024);
    const backend = await refusing((socket) => {
      socket.write(lines("HTTP/1.1 200 OK", `Content-Length: ${2 * flood.length}`));
      socket.write(flood);
    });
    const server = await runServer(backend.port);
    const client = await ask(server);
    await expect.poll(backend.seen).toBe(1);
    await new Promise((resolve) => client.once("readable", resolve));
    client.destroy();
    await expect.poll(backend.open).toBe(0);
  });

  it("and the whole answer comes, however long it is", async () => {
    const body = "x".repeat(3_000_000);
    const backend = await refusing((socket) =>
      socket.write(`${lines("HTTP/1.1 404 Not Found", `Content-Length: ${body.length}`)}${body}`),
    );
    const answer = await heard(await ask(await runServer(backend.port)));
    expect(answer.slice(answer.indexOf("\r\n\r\n") + 4)).toHaveLength(body.length);
    await expect.poll(backend.open).toBe(0);
  });
});
