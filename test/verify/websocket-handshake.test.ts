import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { openWebSocket, type UpgradeRequest } from "../../src/verify/websocket-handshake.ts";
import { echo, startBackend } from "./helpers/backends.ts";
import { listen, rawServer } from "./helpers/listen.ts";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

function accept(request: string): string {
  const key = /sec-websocket-key: (.*)\r/i.exec(request)?.[1] ?? "";
  return createHash("sha1")
    .update(key + guid)
    .digest("base64");
}

function shake(port: number, request: Partial<UpgradeRequest> = {}) {
  return openWebSocket(connect(port, "127.0.0.1"), { host: "node.example.com", timeout: 3000, ...request });
}

describe("a handshake that is right", () => {
  test("opens a connection that carries text, binary and a ping", async () => {
    const backend = await startBackend(echo);
    const result = await shake(backend.port);
    if (result.outcome !== "opened") throw new Error(JSON.stringify(result));
    result.connection.send("grüße");
    result.connection.send(Buffer.from([1, 2, 3]));
    expect(await result.connection.receive(2000)).toBe("grüße");
    expect(await result.connection.receive(2000)).toEqual(Buffer.from([1, 2, 3]));
    expect(await result.connection.ping(2000)).toBeGreaterThanOrEqual(0);
    await result.connection.close();
    await expect.poll(() => backend.open()).toBe(0);
    expect(await result.connection.receive(50)).toBeUndefined();
  });

  test("sends Host, path, Origin and subprotocol as asked", async () => {
    let seen = "";
    const port = await rawServer((socket, request) => {
      seen = request;
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(request)}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`,
      );
    });
    const result = await shake(port, {
      path: "/a?b=1",
      origin: "https://app.example.com",
      protocols: ["mqtt"],
    });
    expect(result.outcome === "opened" && result.connection.protocol).toBe("mqtt");
    expect(seen).toMatch(/^GET \/a\?b=1 HTTP\/1\.1\r\n/);
    expect(seen).toMatch(/^host: node\.example\.com\r$/im);
    expect(seen).toMatch(/^origin: https:\/\/app\.example\.com\r$/im);
    expect(seen).toMatch(/^sec-websocket-protocol: mqtt\r$/im);
    expect(seen).toMatch(/^sec-websocket-version: 13\r$/im);
  });

  test("a message beyond 16 MiB ends the connection instead of filling the memory", async () => {
    const backend = await startBackend((webSocket) => webSocket.send(Buffer.alloc(16 * 1024 * 1024 + 1)));
    const result = await shake(backend.port);
    if (result.outcome !== "opened") throw new Error(JSON.stringify(result));
    expect(await result.connection.receive(5000)).toBeUndefined();
    await expect.poll(() => backend.open()).toBe(0);
  });
});

describe("a handshake that is wrong", () => {
  const upgraded = (lines: readonly string[]) =>
    `HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`;

  test.each([
    [
      "another Sec-WebSocket-Accept",
      () => [
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
      ],
      "Sec-WebSocket-Accept",
    ],
    ["no Sec-WebSocket-Accept", () => ["Upgrade: websocket", "Connection: Upgrade"], "Sec-WebSocket-Accept"],
    [
      "no Connection",
      (request: string) => ["Upgrade: websocket", `Sec-WebSocket-Accept: ${accept(request)}`],
      "Connection: Upgrade",
    ],
    [
      "no Upgrade",
      (request: string) => ["Connection: Upgrade", `Sec-WebSocket-Accept: ${accept(request)}`],
      "Upgrade",
    ],
    [
      "another Upgrade",
      (request: string) => [
        "Upgrade: h2c",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${accept(request)}`,
      ],
      "Upgrade",
    ],
    [
      "a subprotocol nobody asked for",
      (request: string) => [
        "Upgrade: websocket",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${accept(request)}`,
        "Sec-WebSocket-Protocol: chat",
      ],
      "subprotocol",
    ],
  ])("101 with %s", async (_name, lines, said) => {
    const port = await rawServer((socket, request) => socket.write(upgraded(lines(request))));
    const result = await shake(port);
    expect(result).toMatchObject({ outcome: "failed", code: "BAD_HANDSHAKE" });
    expect(result.outcome === "failed" && result.said).toContain(said);
  });

  test.each([
    ["502 Bad Gateway", 502],
    ["403 Forbidden", 403],
    ["200 OK", 200],
    ["301 Moved Permanently", 301],
  ])("%s is told with its status", async (line, status) => {
    const port = await rawServer((socket) =>
      socket.end(`HTTP/1.1 ${line}\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n`),
    );
    expect(await shake(port)).toMatchObject({ outcome: "refused", status, statusText: line.slice(4) });
  });

  test("a server that never answers is given up in time", async () => {
    const port = await rawServer(() => {});
    const result = await shake(port, { timeout: 200 });
    expect(result).toMatchObject({ outcome: "failed", code: "ETIMEDOUT" });
    expect(result.milliseconds).toBeLessThan(1500);
  });

  test("headers that drip are given up in time, though bytes keep coming", async () => {
    const port = await rawServer((socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\n");
      const drip = setInterval(() => socket.write("X"), 20);
      socket.on("close", () => clearInterval(drip));
    });
    const result = await shake(port, { timeout: 400 });
    expect(result).toMatchObject({ outcome: "failed", code: "ETIMEDOUT" });
    expect(result.milliseconds).toBeLessThan(1500);
  });

  test("endless headers are cut off by size", async () => {
    const port = await rawServer((socket) => socket.write(`HTTP/1.1 101 OK\r\nX: ${"x".repeat(64 * 1024)}`));
    expect(await shake(port)).toMatchObject({ outcome: "failed", code: "NOT_HTTP" });
  });

  test("something that is not HTTP is told as such", async () => {
    const port = await listen(createServer((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n")));
    expect(await shake(port)).toMatchObject({ outcome: "failed", code: "NOT_HTTP" });
  });

  test("a connection closed without an answer is told as such", async () => {
    const port = await rawServer((socket) => socket.destroy());
    expect(await shake(port)).toMatchObject({ outcome: "failed", code: "ECONNRESET" });
  });
});
