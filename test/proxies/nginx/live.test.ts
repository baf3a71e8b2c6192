import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type net from "node:net";
import { dirname, join } from "node:path";
import tls from "node:tls";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nginxString } from "../../../src/proxies/nginx/nginx-string.ts";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import type { Target } from "../../helpers/client/target.ts";
import { echoOver, type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { makeMaterial } from "./material.ts";
import { findNginx, type Suite, suites } from "./nginx-packages.ts";
import { freePort, type Place, type RunningNginx, runNginx } from "./running-nginx.ts";
import { type Chosen, type Material, renderAt } from "./site.ts";
import { writable } from "./writable.ts";

const name = "node.example.com";
const versions = { bullseye: "1.18.0", bookworm: "1.22.1", trixie: "1.26.3", forky: "1.30.6" } as const;
const openssl = { bullseye: "1.1.1", bookworm: "3.0", trixie: "3.5", forky: "3.6" } as const;
const upgrade = (value: string) => ({
  Upgrade: value,
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
});

const found = await Promise.all(
  (Object.keys(suites) as Suite[]).map(async (suite) => [suite, await findNginx(suite)] as const),
);

describe.each(found)("a real nginx of %s", (suite, nginxFound) => {
  if ("reason" in nginxFound) {
    it.skip(`${suite}: nginx ${nginxFound.reason}`, () => undefined);
    return;
  }
  const { argv } = nginxFound;
  let material: Material;
  let backend: TestBackend;
  let place: Place;
  const running: RunningNginx[] = [];
  const sockets: OpenWebSocket[] = [];

  beforeAll(async () => {
    material = await makeMaterial([name, "127.0.0.1"]);
  });
  beforeEach(async () => {
    backend = await startTestBackend();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((nginx) => nginx.stop()));
    sockets.length = 0;
    await backend.close();
  });

  function rendered(at: Place, { answers, nginx }: Chosen = {}): string {
    place = at;
    return renderAt(at, material, {
      answers: { names: [name], limits: false, backend: [`ws://127.0.0.1:${backend.port}`], ...answers },
      nginx: { version: versions[suite], openssl: openssl[suite], ...nginx },
    });
  }

  async function serve(chosen: Chosen = {}): Promise<RunningNginx> {
    const nginx = await runNginx(argv, (at) => ({ ours: rendered(at, chosen) }));
    expect(nginx.said).not.toContain("[warn]");
    running.push(nginx);
    return nginx;
  }

  function endpoint(nginx: RunningNginx, more: Partial<Target> = {}): Target {
    return { ip: "127.0.0.1", port: nginx.ports.https, host: name, ca: material.certificate, ...more };
  }

  async function open(target: Target): Promise<number> {
    const socket = await openWebSocket(target);
    if ("ask" in socket) sockets.push(socket);
    return socket.status;
  }

  it("tunnels a WebSocket and tells the backend who asks, whatever the client says of itself", async () => {
    const nginx = await serve();
    const forged = {
      "X-Forwarded-For": "6.6.6.6",
      "X-Real-IP": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "X-Forwarded-Proto": "ftp",
    };
    const report = await echoOver(endpoint(nginx, { path: "/a?b=c", headers: forged }), '{"test":"headers"}');
    expect(report.status).toBe(101);
    const { url, headers } = JSON.parse(report.echo ?? "");
    expect(url).toBe("/a?b=c");
    expect(headers).toMatchObject({
      host: `127.0.0.1:${backend.port}`,
      upgrade: "websocket",
      connection: "upgrade",
      "x-real-ip": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": name,
    });
    expect(headers).not.toHaveProperty("forwarded");
  });

  it("passes a large message whole", async () => {
    const nginx = await serve();
    const socket = await openWebSocket(endpoint(nginx));
    if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
    const message = "x".repeat(300_000);
    expect(await socket.ask(message)).toBe(message);
    await socket.close();
  });

  it("passes plain HTTP without an upgrade", async () => {
    const nginx = await serve();
    const reply = await httpGet(endpoint(nginx, { path: "/rpc" }));
    expect(reply.status).toBe(200);
    const { url, headers } = JSON.parse(reply.body);
    expect(url).toBe("/rpc");
    expect(headers.upgrade).toBeUndefined();
    expect(headers.connection).toBeUndefined();
    const post = await httpGet({ ...endpoint(nginx), body: "{}" });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: "{}" });
  });

  it.each(["h2c", "websocket, h2c", "TLS/1.0"])("refuses Upgrade: %s before the backend", async (value) => {
    const nginx = await serve();
    const reply = await httpGet(endpoint(nginx, { headers: upgrade(value) }));
    expect(reply.status).toBe(403);
    expect(reply.body).not.toContain(value);
  });

  it("holds exactly 50 WebSockets of one address, and plain HTTP is not counted", async () => {
    const nginx = await serve({
      answers: { limits: { connectionsPerIp: 50, handshakesPerSecond: false, burst: 0 } },
    });
    const target = endpoint(nginx);
    const statuses = await Promise.all(Array.from({ length: 50 }, () => open(target)));
    expect(statuses.filter((status) => status === 101)).toHaveLength(50);
    expect(await open(target)).toBe(429);
    expect(await open({ ...target, headers: { "X-Forwarded-For": "6.6.6.6" } })).toBe(429);
    const plain = await Promise.all(Array.from({ length: 20 }, () => httpGet(target)));
    expect(plain.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await sockets.pop()?.close();
    await expect.poll(() => open(target)).toBe(101);
    expect(await open(target)).toBe(429);
  });

  it("lets a burst through and refuses what is above it with 429, WebSockets alone", async () => {
    const nginx = await serve({
      answers: { limits: { connectionsPerIp: false, handshakesPerSecond: 1, burst: 4 } },
    });
    const statuses = await handshakesAtOnce(nginx, 12);
    expect(statuses.filter((status) => status === 101)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    expect((await httpGet(endpoint(nginx))).status).toBe(200);
  });

  /** All requests are on the wire within milliseconds: the TLS handshakes came before. */
  async function handshakesAtOnce(nginx: RunningNginx, count: number): Promise<readonly number[]> {
    const connections = await Promise.all(Array.from({ length: count }, () => connectTls(nginx)));
    const fields = Object.entries({ Host: name, ...upgrade("websocket") }).map(
      ([key, value]) => `${key}: ${value}\r\n`,
    );
    return Promise.all(
      connections.map((connection) =>
        new Promise<number>((resolve, reject) => {
          connection.once("error", reject);
          connection.once("data", (bytes) => resolve(Number(bytes.toString().split(" ")[1])));
          connection.write(`GET / HTTP/1.1\r\n${fields.join("")}\r\n`);
        }).finally(() => connection.destroy()),
      ),
    );
  }

  function connectTls(nginx: RunningNginx, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    const connection = tls.connect({
      host: "127.0.0.1",
      port: nginx.ports.https,
      servername: name,
      ca: material.certificate,
      ...options,
    });
    return new Promise((resolve, reject) => {
      connection.once("secureConnect", () => resolve(connection)).once("error", reject);
    });
  }

  it("refuses names that are not ours before the backend", async () => {
    const nginx = await serve();
    const stranger = endpoint(nginx, { servername: "other.example.com", host: "other.example.com" });
    if (suite === "bullseye") {
      const { ca: _, ...unverified } = stranger;
      expect((await openWebSocket(unverified)).status).toBe(421);
    } else await expect(openWebSocket(stranger)).rejects.toThrow(/unrecognized.name/i);
    expect(await open(endpoint(nginx, { servername: name, host: "other.example.com" }))).toBe(421);
  });

  it("serves an IP name to clients without SNI, and still refuses other Hosts", async () => {
    const nginx = await serve({ answers: { names: ["127.0.0.1", name] } });
    const byAddress = endpoint(nginx, { host: "127.0.0.1", servername: null });
    expect((await echoOver(byAddress)).echo).toBe("hello");
    expect((await echoOver(endpoint(nginx))).echo).toBe("hello");
    expect(await open({ ...byAddress, host: "other.example.com" })).toBe(421);
  });

  it("sends plain HTTP to https and spares the challenge path", async () => {
    const nginx = await serve();
    const target = { ip: "127.0.0.1", port: nginx.ports.http, host: name, tls: false } as const;
    const redirect = await httpGet({ ...target, path: "/a?b" });
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe(`https://${name}:${nginx.ports.https}/a?b`);
    const token = join(place.folder, ".well-known/acme-challenge/token");
    mkdirSync(dirname(token), { recursive: true });
    writeFileSync(token, "proof");
    const challenge = await httpGet({ ...target, path: "/.well-known/acme-challenge/token" });
    expect(challenge).toMatchObject({ status: 200, body: "proof" });
    expect((await httpGet({ ...target, path: "/.well-known/acme-challenge/other" })).status).toBe(404);
    await expect(httpGet({ ...target, host: "other.example.com" })).rejects.toThrow(/socket hang up/);
  });

  it("leaves port 80 alone when nobody wants it", async () => {
    const nginx = await serve({ answers: { redirectHttp: false } });
    await expect(httpGet({ ip: "127.0.0.1", port: nginx.ports.http, tls: false })).rejects.toThrow(
      "ECONNREFUSED",
    );
  });

  it("lets only the listed pages open a WebSocket, and programs without an Origin", async () => {
    const origins = ["https://app.example.com", "chrome-extension://abcdef"];
    const nginx = await serve({ answers: { origins } });
    const from = (origin: string) => open(endpoint(nginx, { headers: { Origin: origin } }));
    expect(await open(endpoint(nginx))).toBe(101);
    for (const origin of [...origins, `https://${name}`]) expect(await from(origin), origin).toBe(101);
    const strangers = [
      "null",
      "https://app.example.com.evil.com",
      "https://evilapp.example.com",
      "https://app.example.com:444",
      "http://app.example.com",
      "https://evil.com/https://app.example.com",
      "https://app-example.com",
      "default",
      "https://app.example.com https://evil.com",
    ];
    for (const origin of strangers) expect(await from(origin), origin).toBe(403);
    expect((await httpGet(endpoint(nginx, { headers: { Origin: "https://evil.com" } }))).status).toBe(200);
  });

  it("refuses the endpoint's own pages when there is no landing page", async () => {
    const nginx = await serve({ answers: { origins: ["https://app.example.com"], landingPage: false } });
    expect(await open(endpoint(nginx, { headers: { Origin: `https://${name}` } }))).toBe(403);
  });

  it("takes up new limits on a reload, and open sockets stay open", async () => {
    const limited = (connectionsPerIp: number) => ({
      answers: { limits: { connectionsPerIp, handshakesPerSecond: 500 + connectionsPerIp, burst: 100 } },
    });
    const nginx = await serve(limited(5));
    const socket = await openWebSocket(endpoint(nginx));
    if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
    await nginx.reload(rendered(place, limited(2)));
    expect(await open(endpoint(nginx))).toBe(101);
    expect(await open(endpoint(nginx))).toBe(429);
    expect(await socket.ask("still here")).toBe("still here");
    expect(nginx.log()).not.toContain("[emerg]");
  });

  it("shows why a zone keeps its key: nginx refuses the reload, and its config test does not see it coming", async () => {
    const limits = { connectionsPerIp: 5, handshakesPerSecond: false, burst: 0 } as const;
    const nginx = await serve({ answers: { limits } });
    const changed = rendered(place, { answers: { limits } }).replace(
      "limit_conn_zone $wss_setup_client",
      "limit_conn_zone $binary_remote_addr",
    );
    await nginx.reloadUntil(
      changed,
      /\[emerg\].*"wss_setup_connections" uses the "\$binary_remote_addr" key/,
    );
  });

  it("reads every string as it was meant", async () => {
    const strings = fc.sample(writable, { numRuns: 100, seed: 7 });
    const locations = strings.map(
      (each, index) => `location = /${index} { return 200 ${nginxString(each)}; }`,
    );
    const nginx = await runNginx(argv, ({ ports }) => ({
      ours: `server { listen ${ports.http}; default_type text/plain; ${locations.join("\n")} }`,
    }));
    running.push(nginx);
    const replies = strings.map((_, index) =>
      httpGet({ ip: "127.0.0.1", port: nginx.ports.http, tls: false, path: `/${index}` }),
    );
    expect((await Promise.all(replies)).map(({ body }) => body)).toEqual(strings);
  });

  it("closes a socket that is silent for the idle timeout", async () => {
    const nginx = await serve({ answers: { idleTimeout: 1 } });
    const socket = await openWebSocket(endpoint(nginx));
    if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
    expect(await socket.closed).toBe(1006);
  });

  it("asks a silent client by TCP whether it is still there", async () => {
    const nginx = await serve();
    expect(await open(endpoint(nginx))).toBe(101);
    // proc(5): state 01 is established, timer 02 is keepalive.
    const port = nginx.ports.https.toString(16).toUpperCase().padStart(4, "0");
    const timers = () =>
      readFileSync("/proc/net/tcp", "utf8")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === "01")
        .map((fields) => fields[5]?.slice(0, 2));
    await expect.poll(timers).toEqual(["02"]);
  });

  it("takes bodies of up to 16 MB", async () => {
    const nginx = await serve();
    expect((await httpGet({ ...endpoint(nginx), body: "x".repeat(15 * 2 ** 20) })).status).toBe(200);
    expect((await httpGet({ ...endpoint(nginx), body: "x".repeat(17 * 2 ** 20) })).status).toBe(413);
  });

  it("balances over backends and passes by one that is down", async () => {
    const dead = await freePort();
    const nginx = await serve({
      answers: { backend: [`ws://127.0.0.1:${dead}`, `ws://127.0.0.1:${backend.port}`] },
    });
    for (let index = 0; index < 4; index += 1) expect((await echoOver(endpoint(nginx))).echo).toBe("hello");
  });

  it("verifies a backend over TLS", async () => {
    const impostor = tls.createServer({ cert: material.certificate, key: material.key });
    await new Promise<void>((resolve) => impostor.listen(0, "127.0.0.1", resolve));
    const { port } = impostor.address() as net.AddressInfo;
    const nginx = await serve({ answers: { backend: [`wss://localhost:${port}`] } });
    expect(await open(endpoint(nginx))).toBe(502);
    expect(nginx.log()).toMatch(/upstream SSL certificate verify error/);
    await new Promise((resolve) => impostor.close(resolve));
  });

  describe("TLS", () => {
    const spoken = async (nginx: RunningNginx, options: tls.ConnectionOptions) => {
      const connection = await connectTls(nginx, options);
      const said = { protocol: connection.getProtocol(), cipher: connection.getCipher().name };
      connection.destroy();
      return said;
    };
    const old = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2" } as const;
    const profile = (each: "modern" | "intermediate" | "compatible") => ({
      answers: { tls: { profile: each, dhparam: "ffdhe2048" as const } },
    });

    it("modern speaks 1.3 alone", async () => {
      const nginx = await serve(profile("modern"));
      expect((await spoken(nginx, {})).protocol).toBe("TLSv1.3");
      await expect(spoken(nginx, old)).rejects.toThrow(/protocol.version/i);
    });

    it("intermediate speaks 1.2 with forward secrecy and no DHE", async () => {
      const nginx = await serve(profile("intermediate"));
      expect(await spoken(nginx, old)).toEqual({
        protocol: "TLSv1.2",
        cipher: expect.stringMatching(/^ECDHE-RSA-.*(GCM|POLY)/),
      });
      await expect(spoken(nginx, { ...old, ciphers: "DHE-RSA-AES128-GCM-SHA256" })).rejects.toThrow(
        /handshake.failure/i,
      );
      await expect(spoken(nginx, { ...old, ciphers: "AES128-GCM-SHA256" })).rejects.toThrow(
        /handshake.failure/i,
      );
      await expect(
        spoken(nginx, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "ALL@SECLEVEL=0" }),
      ).rejects.toThrow(/protocol.version/i);
    });

    it("compatible takes DHE too", async () => {
      const nginx = await serve(profile("compatible"));
      expect(await spoken(nginx, { ...old, ciphers: "DHE-RSA-AES128-GCM-SHA256" })).toEqual({
        protocol: "TLSv1.2",
        cipher: "DHE-RSA-AES128-GCM-SHA256",
      });
    });

    it("gives no tickets", async () => {
      const nginx = await serve();
      const connection = await connectTls(nginx, old);
      expect(connection.getTLSTicket()).toBeUndefined();
      connection.destroy();
    });
  });
});
