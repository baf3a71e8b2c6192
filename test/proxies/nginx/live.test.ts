import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { nginxString } from "../../../src/proxies/nginx/nginx-string.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { freePort, type RunningNginx } from "./running-nginx.ts";
import { describeNginx, name } from "./scene.ts";
import { writable } from "./writable.ts";

const upgrade = (value: string) => ({
  Upgrade: value,
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
});

await describeNginx("the endpoint", (scene) => {
  it("tunnels a WebSocket and tells the backend who asks, whatever the client says of itself", async () => {
    const nginx = await scene.serve();
    const forged = {
      "X-Forwarded-For": "6.6.6.6",
      "X-Real-IP": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "X-Forwarded-Proto": "ftp",
    };
    const report = await echoOver(
      scene.endpoint(nginx, { path: "/a?b=c", headers: forged }),
      '{"test":"headers"}',
    );
    expect(report.status).toBe(101);
    const { url, headers } = JSON.parse(report.echo ?? "");
    expect(url).toBe("/a?b=c");
    expect(headers).toMatchObject({
      host: `127.0.0.1:${scene.backend.port}`,
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
    const nginx = await scene.serve();
    const socket = await scene.opened(nginx);
    const message = "x".repeat(300_000);
    expect(await socket.ask(message)).toBe(message);
    await socket.close();
  });

  it("passes plain HTTP without an upgrade", async () => {
    const nginx = await scene.serve();
    const reply = await httpGet(scene.endpoint(nginx, { path: "/rpc" }));
    expect(reply.status).toBe(200);
    const { url, headers } = JSON.parse(reply.body);
    expect(url).toBe("/rpc");
    expect(headers.upgrade).toBeUndefined();
    expect(headers.connection).toBeUndefined();
    const post = await httpGet({ ...scene.endpoint(nginx), body: "{}" });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: "{}" });
  });

  it.each(["h2c", "websocket, h2c", "TLS/1.0"])("refuses Upgrade: %s before the backend", async (value) => {
    const nginx = await scene.serve();
    const reply = await httpGet(scene.endpoint(nginx, { headers: upgrade(value) }));
    expect(reply.status).toBe(403);
    expect(reply.body).not.toContain(value);
  });

  it("holds exactly 50 WebSockets of one address, and plain HTTP is not counted", async () => {
    const nginx = await scene.serve({
      answers: { limits: { connectionsPerIp: 50, handshakesPerSecond: false, burst: 0 } },
    });
    const target = scene.endpoint(nginx);
    const statuses = await Promise.all(Array.from({ length: 50 }, () => scene.open(target)));
    expect(statuses.filter((status) => status === 101)).toHaveLength(50);
    expect(await scene.open(target)).toBe(429);
    expect(await scene.open({ ...target, headers: { "X-Forwarded-For": "6.6.6.6" } })).toBe(429);
    const plain = await Promise.all(Array.from({ length: 20 }, () => httpGet(target)));
    expect(plain.map(({ status }) => status)).toEqual(Array(20).fill(200));
    await scene.sockets.pop()?.close();
    await expect.poll(() => scene.open(target)).toBe(101);
    expect(await scene.open(target)).toBe(429);
  });

  it("lets a burst through and refuses what is above it with 429, WebSockets alone", async () => {
    const nginx = await scene.serve({
      answers: { limits: { connectionsPerIp: false, handshakesPerSecond: 1, burst: 4 } },
    });
    const statuses = await handshakesAtOnce(nginx, 12);
    expect(statuses.filter((status) => status === 101)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    expect((await httpGet(scene.endpoint(nginx))).status).toBe(200);
  });

  /** All requests are on the wire within milliseconds: the TLS handshakes came before. */
  async function handshakesAtOnce(nginx: RunningNginx, count: number): Promise<readonly number[]> {
    const connections = await Promise.all(Array.from({ length: count }, () => scene.connectTls(nginx)));
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

  it("refuses names that are not ours before the backend", async () => {
    const nginx = await scene.serve();
    const stranger = scene.endpoint(nginx, { servername: "other.example.com", host: "other.example.com" });
    if (scene.suite === "bullseye") {
      const { ca: _, ...unverified } = stranger;
      expect((await openWebSocket(unverified)).status).toBe(421);
    } else await expect(openWebSocket(stranger)).rejects.toThrow(/unrecognized.name/i);
    expect(await scene.open(scene.endpoint(nginx, { servername: name, host: "other.example.com" }))).toBe(
      421,
    );
  });

  it("serves an IP name to clients without SNI, and still refuses other Hosts", async () => {
    const nginx = await scene.serve({ answers: { names: ["127.0.0.1", name] } });
    const byAddress = scene.endpoint(nginx, { host: "127.0.0.1", servername: null });
    expect((await echoOver(byAddress)).echo).toBe("hello");
    expect((await echoOver(scene.endpoint(nginx))).echo).toBe("hello");
    expect(await scene.open({ ...byAddress, host: "other.example.com" })).toBe(421);
  });

  it("sends plain HTTP to https and spares the challenge path", async () => {
    const nginx = await scene.serve();
    const target = { ip: "127.0.0.1", port: nginx.ports.http, host: name, tls: false } as const;
    const redirect = await httpGet({ ...target, path: "/a?b" });
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe(`https://${name}:${nginx.ports.https}/a?b`);
    const token = join(scene.place.folder, ".well-known/acme-challenge/token");
    mkdirSync(dirname(token), { recursive: true });
    writeFileSync(token, "proof");
    const challenge = await httpGet({ ...target, path: "/.well-known/acme-challenge/token" });
    expect(challenge).toMatchObject({ status: 200, body: "proof" });
    expect((await httpGet({ ...target, path: "/.well-known/acme-challenge/other" })).status).toBe(404);
    await expect(httpGet({ ...target, host: "other.example.com" })).rejects.toThrow(/socket hang up/);
  });

  it("leaves port 80 alone when nobody wants it", async () => {
    const nginx = await scene.serve({ answers: { redirectHttp: false } });
    await expect(httpGet({ ip: "127.0.0.1", port: nginx.ports.http, tls: false })).rejects.toThrow(
      "ECONNREFUSED",
    );
  });

  it("lets only the listed pages open a WebSocket, and programs without an Origin", async () => {
    const origins = ["https://app.example.com", "chrome-extension://abcdef"];
    const nginx = await scene.serve({ answers: { origins } });
    const from = (origin: string) => scene.open(scene.endpoint(nginx, { headers: { Origin: origin } }));
    expect(await scene.open(scene.endpoint(nginx))).toBe(101);
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
    expect((await httpGet(scene.endpoint(nginx, { headers: { Origin: "https://evil.com" } }))).status).toBe(
      200,
    );
  });

  it("refuses the endpoint's own pages when there is no landing page", async () => {
    const nginx = await scene.serve({
      answers: { origins: ["https://app.example.com"], landingPage: false },
    });
    expect(await scene.open(scene.endpoint(nginx, { headers: { Origin: `https://${name}` } }))).toBe(403);
  });

  it("takes up new limits on a reload, and open sockets stay open", async () => {
    const limited = (connectionsPerIp: number) => ({
      answers: { limits: { connectionsPerIp, handshakesPerSecond: 500 + connectionsPerIp, burst: 100 } },
    });
    const nginx = await scene.serve(limited(5));
    const socket = await scene.opened(nginx);
    await nginx.reload(scene.render(limited(2)));
    expect(await scene.open(scene.endpoint(nginx))).toBe(101);
    expect(await scene.open(scene.endpoint(nginx))).toBe(429);
    expect(await socket.ask("still here")).toBe("still here");
    expect(nginx.log()).not.toContain("[emerg]");
  });

  it("shows why a zone keeps its key: nginx refuses the reload, and its config test does not see it coming", async () => {
    const limits = { connectionsPerIp: 5, handshakesPerSecond: false, burst: 0 } as const;
    const nginx = await scene.serve({ answers: { limits } });
    const changed = scene
      .render({ answers: { limits } })
      .replace("limit_conn_zone $wss_setup_client", "limit_conn_zone $binary_remote_addr");
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
    const nginx = await scene.start(({ ports }) => ({
      ours: `server { listen ${ports.http}; default_type text/plain; ${locations.join("\n")} }`,
    }));
    const replies = strings.map((_, index) =>
      httpGet({ ip: "127.0.0.1", port: nginx.ports.http, tls: false, path: `/${index}` }),
    );
    expect((await Promise.all(replies)).map(({ body }) => body)).toEqual(strings);
  });

  it("closes a socket that is silent for the idle timeout", async () => {
    const nginx = await scene.serve({ answers: { idleTimeout: 1 } });
    const socket = await scene.opened(nginx);
    expect(await socket.closed).toBe(1006);
  });

  it("asks a silent client by TCP whether it is still there", async () => {
    const nginx = await scene.serve();
    expect(await scene.open(scene.endpoint(nginx))).toBe(101);
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
    const nginx = await scene.serve();
    expect((await httpGet({ ...scene.endpoint(nginx), body: "x".repeat(15 * 2 ** 20) })).status).toBe(200);
    expect((await httpGet({ ...scene.endpoint(nginx), body: "x".repeat(17 * 2 ** 20) })).status).toBe(413);
  });

  it("balances over backends and passes by one that is down", async () => {
    const dead = await freePort();
    const nginx = await scene.serve({
      answers: { backend: [`ws://127.0.0.1:${dead}`, `ws://127.0.0.1:${scene.backend.port}`] },
    });
    for (let index = 0; index < 4; index += 1)
      expect((await echoOver(scene.endpoint(nginx))).echo).toBe("hello");
  });
});
