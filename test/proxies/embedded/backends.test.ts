import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { name } from "../live/endpoint.ts";
import { handshake, heard, lines, rawBackend, rawClient } from "./raw.ts";
import { type RunningServer, runServer } from "./running-server.ts";

let one: TestBackend;
let two: TestBackend;

beforeAll(async () => {
  [one, two] = [await startTestBackend(), await startTestBackend()];
});
afterAll(() => Promise.all([one.close(), two.close()]));

const url = (backend: { readonly port: number }) => `ws://127.0.0.1:${backend.port}`;
/** Nobody listens there. */
const nobody = "ws://127.0.0.1:1";

async function open(server: RunningServer): Promise<OpenWebSocket> {
  const socket = await openWebSocket(server.target());
  if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
  return socket;
}

/** The port of the backend behind a WebSocket. */
async function behind(socket: OpenWebSocket): Promise<number> {
  return JSON.parse(String(await socket.ask('{"test":"headers"}'))).port;
}

describe("several backends", () => {
  it("a plain request goes on to the next one, with its body, when the first takes no connection", async () => {
    const server = await runServer([nobody, url(two)]);
    for (let round = 0; round < 5; round += 1) {
      const { status, body } = await httpGet({ ...server.target(), body: "a body" });
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ body: "a body", port: two.port });
    }
  });

  it("one that takes connections and answers nothing rests after three failures", async () => {
    let asked = 0;
    const silent = await rawBackend(() => {
      asked += 1;
    });
    const server = await runServer([url({ port: silent }), url(two)], { bounds: { upgrade: 0.2 } });
    for (let round = 0; round < 3; round += 1) {
      expect((await openWebSocket(server.target())).status).toBe(502);
    }
    for (let round = 0; round < 3; round += 1) await open(server);
    expect(JSON.parse((await httpGet(server.target())).body)).toMatchObject({ port: two.port });
    expect(asked).toBe(3);
  });

  it("what is open still counts after a reload", async () => {
    const server = await runServer([url(one), url(two)]);
    const first = await behind(await open(server));
    expect(await server.reload({})).toBe("reloaded");
    expect(await behind(await open(server))).not.toBe(first);
  });
});

describe("clients that have to come to the same backend", () => {
  it("do, over plain HTTP and WebSocket, though it is the busier one", async () => {
    const server = await runServer([url(one), url(two)], { sticky: true });
    const own = await behind(await open(server));
    for (let round = 0; round < 4; round += 1) {
      expect(await behind(await open(server))).toBe(own);
      expect(JSON.parse((await httpGet(server.target())).body)).toMatchObject({ port: own });
    }
    expect(await server.reload({ backends: [url(two), url(one)], sticky: true })).toBe("reloaded");
    expect(await behind(await open(server))).toBe(own);
  });

  it("come to another one while theirs is gone", async () => {
    const server = await runServer([nobody, url(one), "ws://127.0.0.1:2"], { sticky: true });
    for (let round = 0; round < 4; round += 1) expect(await behind(await open(server))).toBe(one.port);
  });
});

describe("which server is behind us", () => {
  it("is told nobody, by no kind of answer", async () => {
    const answers = (status: string) => lines(status, "Server: secret/1.2.3", "Content-Length: 0");
    const plain = await runServer(
      await rawBackend((socket) => socket.once("data", () => socket.end(answers("HTTP/1.1 200 OK")))),
    );
    expect((await httpGet(plain.target())).headers).not.toHaveProperty("server");
    const refusing = await runServer(
      await rawBackend((socket) => socket.once("data", () => socket.end(answers("HTTP/1.1 403 No")))),
    );
    const client = await rawClient(refusing);
    client.write(lines(...handshake));
    expect(await heard(client)).not.toMatch(/secret/);
  });
});

describe("a line of a request's head", () => {
  it("of more than 8 KiB is refused before the backend, one below it passes", async () => {
    const server = await runServer(one.port);
    const long = (length: number) => ({ headers: { "X-Long": "x".repeat(length) } });
    expect((await httpGet(server.target(long(7_000)))).status).toBe(200);
    expect((await httpGet(server.target(long(8_300)))).status).toBe(431);
    expect((await openWebSocket(server.target(long(8_300)))).status).toBe(431);
    const path = `/?${"x".repeat(8_300)}`;
    expect((await httpGet(server.target({ path }))).status).toBe(414);
    const plain = { ip: "127.0.0.1", port: server.ports.http, host: name, tls: false } as const;
    expect((await httpGet({ ...plain, path })).status).toBe(414);
  });
});

describe("a client that takes nothing of its answer", () => {
  it("is hung up on, and so is its connection to the backend; one that waits for an answer is not", async () => {
    let gone = false;
    const port = await rawBackend((socket) => {
      socket.once("close", () => {
        gone = true;
      });
      socket.once("data", (bytes) => {
        if (bytes.toString("latin1").startsWith("GET /later")) {
          setTimeout(() => socket.end(lines("HTTP/1.1 200 OK", "Content-Length: 0")), 900);
          return;
        }
        socket.write(lines("HTTP/1.1 200 OK", "Content-Length: 1000000000"));
        const more = () => {
          while (socket.write("x".repeat(65_536)));
        };
        socket.on("drain", more);
        more();
      });
    });
    const server = await runServer(port, { bounds: { stall: 0.5 } });
    expect((await httpGet(server.target({ path: "/later" }))).status).toBe(200);
    gone = false;
    const client = await rawClient(server);
    client.write(lines("GET /large HTTP/1.1", `Host: ${name}`));
    client.pause();
    await expect.poll(() => gone, { timeout: 10_000 }).toBe(true);
  });
});

describe("challenges of an authority", () => {
  it("are passed to the program that answers them, while it is there", async () => {
    const seen: string[] = [];
    const authority = createServer((request, response) => {
      seen.push(`${request.headers.host} ${request.url}`);
      response.end("proof");
    });
    onTestFinished(() => void authority.close());
    await new Promise<void>((resolve) => authority.listen(0, "127.0.0.1", resolve));
    const { port } = authority.address() as AddressInfo;
    const server = await runServer(one.port, { challenges: { port } });
    const path = "/.well-known/acme-challenge/token_1";
    const ask = () => httpGet({ ip: "127.0.0.1", port: server.ports.http, host: name, tls: false, path });
    expect(await ask()).toMatchObject({ status: 200, body: "proof" });
    expect(seen).toEqual([`${name} ${path}`]);
    authority.close();
    authority.closeAllConnections();
    await expect.poll(async () => (await ask()).status).toBe(502);
  });
});
