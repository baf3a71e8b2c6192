import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type RawData, WebSocket } from "ws";
import { type EchoBackend, startEchoBackend } from "../../../src/demo/backend.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { openWebSocket } from "../../helpers/client/websocket.ts";
import { name } from "../live/endpoint.ts";
import { accept, handshake, heard, lines, rawBackend, rawClient } from "./raw.ts";
import { type RunningServer, runServer } from "./running-server.ts";

let echo: EchoBackend;

beforeAll(async () => {
  echo = await startEchoBackend();
});
afterAll(() => echo.close());

function connect(server: RunningServer): Promise<WebSocket> {
  const options = { servername: name, headers: { Host: name }, ca: server.certificate() };
  const socket = new WebSocket(`wss://127.0.0.1:${server.ports.https}`, options);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => socket.once("open", () => resolve(socket)).once("error", reject));
}

function nextMessage(socket: WebSocket): Promise<Buffer> {
  return new Promise((resolve) => socket.once("message", (data: RawData) => resolve(data as Buffer)));
}

/** A backend that takes the handshake and then does as it is told. */
function upgrading(
  then: (socket: Socket, rest: Buffer) => void,
  ...more: readonly string[]
): Promise<number> {
  return rawBackend((socket) => {
    let seen = Buffer.alloc(0);
    const take = (bytes: Buffer) => {
      seen = Buffer.concat([seen, bytes]);
      const end = seen.indexOf("\r\n\r\n");
      if (end === -1) return;
      socket.off("data", take);
      socket.write(
        lines(
          "HTTP/1.1 101 Switching Protocols",
          "Upgrade: websocket",
          "Connection: Upgrade",
          `Sec-WebSocket-Accept: ${accept}`,
          ...more,
        ),
      );
      then(socket, seen.subarray(end + 4));
    };
    socket.on("data", take);
  });
}

describe("a WebSocket", () => {
  it("carries 16 MiB byte for byte, also in fragments, and both kinds of message", async () => {
    const socket = await connect(await runServer(echo.port));
    const large = randomBytes(16 * 1024 * 1024);
    const back = nextMessage(socket);
    socket.send(large);
    expect((await back).equals(large)).toBe(true);
    const whole = nextMessage(socket);
    socket.send("one, ", { fin: false });
    socket.send("two, ", { fin: false });
    socket.send("three", { fin: true });
    expect((await whole).toString()).toBe("one, two, three");
  });

  it("passes close codes on, both ways", async () => {
    const code = new Promise<number>((resolve) => {
      void upgrading((socket) => socket.write(Buffer.from([0x88, 2, 4321 >> 8, 4321 & 0xff]))).then(
        async (port) => {
          const client = await rawClient(await runServer(port));
          client.write(lines(...handshake));
          const text = await heard(client, /\r\n\r\n.{4}/s);
          resolve(Buffer.from(text.slice(-4), "latin1").readUInt16BE(2));
        },
      );
    });
    expect(await code).toBe(4321);
    const socket = await connect(await runServer(echo.port));
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    socket.close(4000, "enough");
    expect(await closed).toBe(4000);
  });

  it("loses nothing that is sent together with the handshake, by either side, and keeps the backend's headers", async () => {
    let rest: Buffer | undefined;
    const port = await upgrading(
      (socket, first) => {
        rest = first;
        socket.on("data", (bytes) => {
          rest = Buffer.concat([rest ?? Buffer.alloc(0), bytes]);
        });
        socket.write("right behind");
      },
      "X-Own-Header: as IT is",
      "Set-Cookie: a=1",
      "Set-Cookie: b=2",
    );
    const client = await rawClient(await runServer(port));
    client.write(`${lines(...handshake)}early bytes`);
    const answer = await heard(client, /behind$/);
    expect(answer).toContain(
      "\r\nX-Own-Header: as IT is\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nright behind",
    );
    await expect.poll(() => rest?.toString()).toBe("early bytes");
  });

  it("may end in one direction first", async () => {
    const port = await upgrading((socket) => {
      let text = "";
      socket.on("data", (bytes) => (text += bytes.toString()));
      socket.on("end", () => socket.end(`after the end: ${text}`));
    });
    const client = await rawClient(await runServer(port));
    client.write(lines(...handshake));
    await heard(client, /\r\n\r\n/);
    client.end("last words");
    expect(await heard(client)).toBe("after the end: last words");
  });

  it("slows a fast sender down instead of keeping what a slow reader leaves", async () => {
    let backendSocket: Socket | undefined;
    const port = await upgrading((socket) => {
      backendSocket = socket;
      socket.pause();
    });
    const client = await rawClient(await runServer(port));
    client.write(lines(...handshake));
    await heard(client, /\r\n\r\n/);
    const chunk = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const most = 200;
    const pump = () => {
      while (sent < most) {
        sent += 1;
        if (!client.write(chunk)) break;
      }
    };
    client.on("drain", pump);
    pump();
    // It has stopped once the same number is seen over many turns of the loop while nobody reads.
    let before = -1;
    await expect
      .poll(
        () => {
          const same = before === sent;
          before = sent;
          return same;
        },
        { interval: 300, timeout: 10_000 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(most / 2);
    let received = 0;
    backendSocket?.on("data", (bytes) => (received += bytes.length));
    backendSocket?.resume();
    await expect.poll(() => received, { timeout: 10_000 }).toBe(most * chunk.length);
  });

  it("ends when the backend breaks off, and the server lives on", async () => {
    const port = await upgrading((socket) => socket.resetAndDestroy());
    const server = await runServer(port);
    for (let round = 0; round < 3; round += 1) {
      const client = await rawClient(server);
      client.write(lines(...handshake));
      await heard(client);
    }
    expect(server.process.running).toBe(true);
  });

  it("goes away at the backend when the client does", async () => {
    let gone = false;
    const port = await upgrading((socket) => {
      socket.resume();
      socket.once("end", () => {
        gone = true;
      });
    });
    const client = await rawClient(await runServer(port));
    client.write(lines(...handshake));
    await heard(client, /\r\n\r\n/);
    client.destroy();
    await expect.poll(() => gone).toBe(true);
  });
});

describe("a backend that", () => {
  it.each([
    [
      "lacks Upgrade",
      lines("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`),
    ],
    [
      "has a wrong accept",
      lines(
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: AAAA",
      ),
    ],
    [
      "upgrades to h2c",
      lines(
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: h2c",
        "Connection: Upgrade",
        `Sec-WebSocket-Accept: ${accept}`,
      ),
    ],
    ["is no HTTP", "SSH-2.0-OpenSSH_9\r\n"],
  ])("answers with something that %s is a 502", async (_, answer) => {
    const server = await runServer(
      await rawBackend((socket) => socket.once("data", () => socket.end(answer))),
    );
    expect((await openWebSocket(server.target())).status).toBe(502);
    expect(server.log()).toMatch(/no WebSocket from a backend: ws:\/\/127\.0\.0\.1:\d+: /);
  });

  it("refuses is heard by the client as it is", async () => {
    const port = await rawBackend((socket) =>
      socket.once("data", () =>
        socket.end(
          `${lines("HTTP/1.1 403 Forbidden", "X-Why: no", "Transfer-Encoding: chunked")}5\r\nHost?\r\n0\r\n\r\n`,
        ),
      ),
    );
    const client = await rawClient(await runServer(port));
    client.write(lines(...handshake));
    const answer = await heard(client);
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\nx-why: no\r\nConnection: close\r\n\r\nHost\?$/i);
  });

  it("is not there is a 502", async () => {
    const server = await runServer(["ws://127.0.0.1:1"]);
    expect((await openWebSocket(server.target())).status).toBe(502);
    expect((await httpGet(server.target())).status).toBe(502);
  });

  it("redirects to itself leads clients back to us", async () => {
    const port: number = await rawBackend((socket) =>
      socket.once("data", () =>
        socket.end(
          lines("HTTP/1.1 302 Found", `Location: http://127.0.0.1:${port}/there`, "Content-Length: 0"),
        ),
      ),
    );
    expect((await httpGet((await runServer(port)).target())).headers.location).toBe("/there");
  });
});
