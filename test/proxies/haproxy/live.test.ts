import { readFileSync } from "node:fs";
import type { TLSSocket } from "node:tls";
import fc from "fast-check";
import { expect, it } from "vitest";
import { haproxyFormat, haproxyString, literally } from "../../../src/proxies/haproxy/haproxy-string.ts";
import { answerPlainly } from "../../helpers/backend/plain-answer.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { freePort } from "../nginx/running-nginx.ts";
import { writable } from "../nginx/writable.ts";
import type { RunningHaproxy } from "./running-haproxy.ts";
import { describeHaproxy, name } from "./scene.ts";

const upgrade = (value: string) => ({
  Upgrade: value,
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
});

function fields(value: string): string {
  return Object.entries(upgrade(value))
    .map(([key, each]) => `${key}: ${each}\r\n`)
    .join("");
}

/** The first bytes that come back for these; then the connection is closed. */
function answerOn(connection: TLSSocket, request: string): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    connection.once("error", reject);
    connection.once("data", (bytes) => resolve(bytes.toString()));
    connection.write(request);
  }).finally(() => connection.destroy());
}

await describeHaproxy("the endpoint", (scene) => {
  it("tunnels a WebSocket and tells the backend who asks, whatever the client says of itself", async () => {
    const haproxy = await scene.serve();
    const forged = {
      "X-Forwarded-For": "6.6.6.6",
      "X-Real-IP": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "X-Forwarded-Proto": "ftp",
    };
    const report = await echoOver(
      scene.endpoint(haproxy, { path: "/a?b=c", headers: forged }),
      '{"test":"headers"}',
    );
    expect(report.status).toBe(101);
    const { url, headers } = JSON.parse(report.echo ?? "");
    expect(url).toBe("/a?b=c");
    expect(headers).toMatchObject({
      host: `127.0.0.1:${scene.backend.port}`,
      upgrade: "websocket",
      connection: expect.stringMatching(/^upgrade$/i),
      "x-real-ip": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": name,
    });
    expect(headers).not.toHaveProperty("forwarded");
  });

  it("passes a large message whole", async () => {
    const haproxy = await scene.serve();
    const socket = await scene.opened(haproxy);
    const message = "x".repeat(300_000);
    expect(await socket.ask(message)).toBe(message);
    await socket.close();
  });

  it.each([
    ["our name", `https://${name}/a?b`, 200],
    ["another name", "https://other.example.com/a", 421],
    ["another name alone", "https://other.example.com?x", 421],
    ["another name by any scheme", "svn+ssh2.x://other.example.com/a", 421],
    ["a name that only begins like ours", `http://${name}.evil.com/`, 421],
  ])("takes an address in absolute form for %s as it takes a Host", async (_, address, status) => {
    const haproxy = await scene.serve();
    const answer = await answerTo(haproxy, `GET ${address} HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
    const refused = status === 421 ? "(?:400|421)" : String(status);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${refused} `));
  });

  it("lets no client keep its own headers from the backend by declaring that they end here", async () => {
    const haproxy = await scene.serve();
    const target = scene.endpoint(haproxy, {
      headers: { Connection: "Upgrade, X-Real-IP, X-Forwarded-For" },
    });
    const { headers } = JSON.parse((await httpGet(target)).body);
    expect(headers["x-real-ip"]).toBe("127.0.0.1");
    expect(headers.connection ?? "").not.toMatch(/upgrade|x-/i);
    expect(headers.upgrade).toBeUndefined();
  });

  it("passes plain HTTP without an upgrade", async () => {
    const haproxy = await scene.serve();
    const reply = await httpGet(scene.endpoint(haproxy, { path: "/rpc" }));
    expect(reply.status).toBe(200);
    const { url, headers } = JSON.parse(reply.body);
    expect(url).toBe("/rpc");
    expect(headers.upgrade).toBeUndefined();
    expect(headers.connection).toBeUndefined();
    const post = await httpGet({ ...scene.endpoint(haproxy), body: "{}" });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: "{}" });
  });

  it.each(["h2c", "TLS/1.0", "websocket/2"])("refuses Upgrade: %s before the backend", async (value) => {
    const haproxy = await scene.serve();
    const settings = { "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA" };
    const headers = { ...upgrade(value), ...(value === "h2c" && settings) };
    const reply = await httpGet(scene.endpoint(haproxy, { headers }));
    expect(reply.status).toBe(403);
    expect(reply.body).not.toContain(value);
  });

  it("passes no other upgrade along with that to a WebSocket", async () => {
    const haproxy = await scene.serve();
    const reply = await answerTo(
      haproxy,
      `GET / HTTP/1.1\r\nHost: ${name}\r\n${fields("websocket, h2c")}\r\n`,
    );
    // Since 3.0, HAProxy takes h2c out by itself: what is left is a WebSocket.
    const alone = ["trixie", "forky"].includes(scene.suite);
    expect(reply).toMatch(alone ? /^HTTP\/1.1 101 [\s\S]*\r\nupgrade: websocket\r\n/i : /^HTTP\/1.1 403 /);
    const twice = `Upgrade: TLS/1.0\r\n${fields("websocket")}`;
    expect(await answerTo(haproxy, `GET / HTTP/1.1\r\nHost: ${name}\r\n${twice}\r\n`)).toMatch(
      /^HTTP\/1.1 403 /,
    );
  });

  it.each<[string, RegExp, string]>([
    ["a tunnel by CONNECT", /^HTTP\/1.1 4\d\d /, `CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\n\r\n`],
    [
      "a header line above 8k",
      /^HTTP\/1.1 431 /,
      `GET / HTTP/1.1\r\nHost: ${name}\r\nX: ${"x".repeat(8_200)}\r\n\r\n`,
    ],
    ["an address above 8k", /^HTTP\/1.1 414 /, `GET /${"x".repeat(8_200)} HTTP/1.1\r\nHost: ${name}\r\n\r\n`],
    [
      "headers above its buffer",
      /^HTTP\/1.1 4\d\d /,
      `GET / HTTP/1.1\r\nHost: ${name}\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
    ],
    [
      "a body above 16 MB",
      /^HTTP\/1.1 413 /,
      `POST / HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 17000000\r\n\r\n`,
    ],
  ])("refuses %s", async (_, answer, request) => {
    const haproxy = await scene.serve();
    expect(await answerTo(haproxy, request)).toMatch(answer);
  });

  it("takes many headers of less than 8k a line", async () => {
    const haproxy = await scene.serve();
    const lines = Array.from({ length: 12 }, (_, index) => `X-${index}: ${"x".repeat(1_000)}\r\n`).join("");
    expect(await answerTo(haproxy, `GET / HTTP/1.1\r\nHost: ${name}\r\n${lines}\r\n`)).toMatch(
      /^HTTP\/1.1 200 /,
    );
  });

  it("holds exactly 50 WebSockets of one address, and plain HTTP is not counted", async () => {
    const haproxy = await scene.serve({
      answers: { limits: { connectionsPerIp: 50, handshakesPerSecond: false, burst: 0 } },
    });
    const target = scene.endpoint(haproxy);
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
    const haproxy = await scene.serve({
      answers: { limits: { connectionsPerIp: false, handshakesPerSecond: 1, burst: 4 } },
    });
    const statuses = await handshakesAtOnce(haproxy, 12);
    expect(statuses.filter((status) => status === 101)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    expect((await httpGet(scene.endpoint(haproxy))).status).toBe(200);
  });

  /** All requests are on the wire within milliseconds: the TLS handshakes came before. */
  async function handshakesAtOnce(haproxy: RunningHaproxy, count: number): Promise<readonly number[]> {
    const connections = await Promise.all(Array.from({ length: count }, () => scene.connectTls(haproxy)));
    const request = `GET / HTTP/1.1\r\nHost: ${name}\r\n${fields("websocket")}\r\n`;
    const answers = await Promise.all(connections.map((connection) => answerOn(connection, request)));
    return answers.map((text) => Number(text.split(" ")[1]));
  }

  async function answerTo(haproxy: RunningHaproxy, request: string): Promise<string> {
    return answerOn(await scene.connectTls(haproxy), request);
  }

  it("refuses names that are not ours before the backend", async () => {
    const haproxy = await scene.serve();
    const stranger = scene.endpoint(haproxy, { servername: "other.example.com", host: "other.example.com" });
    await expect(openWebSocket(stranger)).rejects.toThrow(/unrecognized.name|handshake.failure/i);
    expect(await scene.open(scene.endpoint(haproxy, { servername: name, host: "other.example.com" }))).toBe(
      421,
    );
  });

  it("serves an IP name to clients without SNI, and still refuses other Hosts", async () => {
    const haproxy = await scene.serve({ answers: { names: ["127.0.0.1", name] } });
    const byAddress = scene.endpoint(haproxy, { host: "127.0.0.1", servername: null });
    expect((await echoOver(byAddress)).echo).toBe("hello");
    expect((await echoOver(scene.endpoint(haproxy))).echo).toBe("hello");
    expect(await scene.open({ ...byAddress, host: "other.example.com" })).toBe(421);
  });

  it("sends plain HTTP to https and spares the challenge path", async () => {
    const haproxy = await scene.serve();
    const target = { ip: "127.0.0.1", port: haproxy.ports.http, host: name, tls: false } as const;
    const redirect = await httpGet({ ...target, path: "/a?b" });
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe(`https://${name}:${haproxy.ports.https}/a?b`);
    expect((await httpGet({ ...target, path: "/.well-known/acme-challenge/token" })).status).toBe(404);
    await expect(httpGet({ ...target, host: "other.example.com" })).rejects.toThrow(/socket hang up/);
  });

  it.each(["webroot", "standalone"] as const)(
    "passes challenges (%s) on to the certbot that asks",
    async (challenge) => {
      const certificate = {
        source: "certbot",
        agreeTerms: true,
        server: "staging",
        key: "rsa",
        challenge,
      } as const;
      const challenges = await answerPlainly({ status: 200, body: "proof" });
      const haproxy = await scene.serve({ answers: { certificate }, challenges });
      const target = { ip: "127.0.0.1", port: haproxy.ports.http, host: name, tls: false } as const;
      const reply = await httpGet({ ...target, path: "/.well-known/acme-challenge/token" });
      expect(reply).toMatchObject({ status: 200, body: "proof" });
      expect(reply.headers["x-url"]).toBe("/.well-known/acme-challenge/token");
      expect((await httpGet({ ...target, path: "/" })).status).toBe(301);
    },
  );

  it("leaves port 80 alone when nobody wants it", async () => {
    const haproxy = await scene.serve({ answers: { redirectHttp: false } });
    await expect(httpGet({ ip: "127.0.0.1", port: haproxy.ports.http, tls: false })).rejects.toThrow(
      "ECONNREFUSED",
    );
  });

  it("lets only the listed pages open a WebSocket, and programs without an Origin", async () => {
    const origins = ["https://app.example.com", "chrome-extension://abcdef"];
    const haproxy = await scene.serve({ answers: { origins } });
    const from = (origin: string) => scene.open(scene.endpoint(haproxy, { headers: { Origin: origin } }));
    expect(await scene.open(scene.endpoint(haproxy))).toBe(101);
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
    expect((await httpGet(scene.endpoint(haproxy, { headers: { Origin: "https://evil.com" } }))).status).toBe(
      200,
    );
  });

  it("refuses the endpoint's own pages when there is no landing page", async () => {
    const haproxy = await scene.serve({
      answers: { origins: ["https://app.example.com"], landingPage: false },
    });
    expect(await scene.open(scene.endpoint(haproxy, { headers: { Origin: `https://${name}` } }))).toBe(403);
  });

  it("reads every string as it was meant", async () => {
    const strings = fc.sample(writable, { numRuns: 60, seed: 7 }).filter((each) => each !== "");
    const rules = strings.map(
      (each, index) =>
        `    http-request return status 200 content-type text/plain string ${haproxyString(each)} if { path /${index} }
    http-request return status 200 content-type text/plain lf-string ${haproxyFormat(each)} if { path /f${index} }
    http-request return status 204 if { path /r${index} } { req.fhdr(x) -m reg ${haproxyString(`^${literally(each)}$`)} }\n`,
    );
    const haproxy = await scene.start(({ ports }) => ({
      ours: `defaults\n    mode http\n    timeout client 9s\nfrontend x\n    bind :${ports.https}\n${rules.join("")}`,
    }));
    const ask = (path: string, headers = {}) =>
      httpGet({ ip: "127.0.0.1", port: haproxy.ports.https, tls: false, path, headers });
    for (const [index, each] of strings.entries()) {
      expect((await ask(`/${index}`)).body).toBe(each);
      expect((await ask(`/f${index}`)).body).toBe(each);
      if (!/^[!-~]([ -~]*[!-~])?$/.test(each)) continue;
      expect((await ask(`/r${index}`, { X: each })).status, each).toBe(204);
      expect((await ask(`/r${index}`, { X: `${each}x` })).status, each).toBe(503);
    }
  });

  it("closes a socket that is silent for the idle timeout", async () => {
    const haproxy = await scene.serve({ answers: { idleTimeout: 1 } });
    const socket = await scene.opened(haproxy);
    expect(await socket.closed).toBe(1006);
  });

  it("asks a silent client by TCP whether it is still there", async () => {
    const haproxy = await scene.serve();
    expect(await scene.open(scene.endpoint(haproxy))).toBe(101);
    // proc(5): state 01 is established, timer 02 is keepalive.
    const port = haproxy.ports.https.toString(16).toUpperCase().padStart(4, "0");
    const timers = () =>
      readFileSync("/proc/net/tcp", "utf8")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === "01")
        .map((fields) => fields[5]?.slice(0, 2));
    await expect.poll(timers).toEqual(["02"]);
  });

  it("takes bodies of up to 16 MB", async () => {
    const haproxy = await scene.serve();
    expect((await httpGet({ ...scene.endpoint(haproxy), body: "x".repeat(15 * 2 ** 20) })).status).toBe(200);
  });

  it("balances over backends and passes by one that is down", async () => {
    const dead = await freePort();
    const haproxy = await scene.serve({
      answers: { backend: [`ws://127.0.0.1:${dead}`, `ws://127.0.0.1:${scene.backend.port}`] },
    });
    for (let index = 0; index < 4; index += 1)
      expect((await echoOver(scene.endpoint(haproxy))).echo).toBe("hello");
  });
});
