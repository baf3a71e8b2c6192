import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import tls from "node:tls";
import fc from "fast-check";
import { expect, it } from "vitest";
import { caddyString } from "../../../src/proxies/caddy/caddy-string.ts";
import { startTestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { askRaw, connectRaw } from "../../helpers/client/raw.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { makeMaterial } from "../nginx/material.ts";
import { describeCaddy, name } from "./scene.ts";
import { writable } from "./writable.ts";

const upgrade = (value: string) => ({
  Upgrade: value,
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
});

await describeCaddy("the endpoint", (scene) => {
  it("tunnels a WebSocket and tells the backend who asks, whatever the client says of itself", async () => {
    const caddy = await scene.serve();
    const forged = {
      "X-Forwarded-For": "6.6.6.6",
      "X-Real-IP": "6.6.6.6",
      Forwarded: "for=6.6.6.6",
      "X-Forwarded-Proto": "ftp",
      "X-Forwarded-Host": "evil.example.com",
    };
    const report = await echoOver(
      scene.endpoint(caddy, { path: "/a?b=c", headers: forged }),
      '{"test":"headers"}',
    );
    expect(report.status).toBe(101);
    const { url, headers } = JSON.parse(report.echo ?? "");
    expect(url).toBe("/a?b=c");
    expect(headers).toMatchObject({
      host: `127.0.0.1:${scene.backend.port}`,
      upgrade: "websocket",
      "x-real-ip": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "https",
      "x-forwarded-host": name,
    });
    expect(headers).not.toHaveProperty("forwarded");
  });

  it("passes a large message whole", async () => {
    const socket = await scene.opened(await scene.serve());
    const message = "x".repeat(300_000);
    expect(await socket.ask(message)).toBe(message);
    await socket.close();
  });

  it("passes plain HTTP without an upgrade, and names no version of itself", async () => {
    const caddy = await scene.serve();
    const reply = await httpGet(scene.endpoint(caddy, { path: "/rpc", headers: { "Accept-Encoding": "" } }));
    expect(reply.status).toBe(200);
    const { url, headers } = JSON.parse(reply.body);
    expect(url).toBe("/rpc");
    expect(headers.upgrade).toBeUndefined();
    expect(reply.headers.server ?? "").not.toMatch(/\d/);
    const post = await httpGet({ ...scene.endpoint(caddy), body: "{}" });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: "{}" });
  });

  it.each(["h2c", "websocket, h2c", "TLS/1.0"])("refuses Upgrade: %s before the backend", async (value) => {
    const caddy = await scene.serve();
    const reply = await httpGet(scene.endpoint(caddy, { headers: upgrade(value) }));
    expect(reply.status).toBe(403);
    expect(reply.body).not.toContain(value);
  });

  it("takes the word websocket in any case, as RFC 6455 has it", async () => {
    const caddy = await scene.serve({ answers: { origins: ["https://app.example.com"] } });
    const asked = await raw(caddy.ports.https, { ...upgrade("WebSocket") });
    expect(asked).toMatch(/^HTTP\/1\.1 101/);
    const foreign = await raw(caddy.ports.https, { ...upgrade("WebSocket"), Origin: "https://evil.com" });
    expect(foreign).toMatch(/^HTTP\/1\.1 403/);
  });

  it("refuses a second Upgrade beside the first", async () => {
    const caddy = await scene.serve();
    const reply = await raw(caddy.ports.https, upgrade("websocket"), "Upgrade: h2c\r\n");
    expect(reply).toMatch(/^HTTP\/1\.1 403/);
  });

  it("refuses names that are not ours before the backend", async () => {
    const caddy = await scene.serve();
    const stranger = scene.endpoint(caddy, { servername: "other.example.com", host: "other.example.com" });
    await expect(openWebSocket(stranger)).rejects.toThrow(/alert/i);
    expect(await scene.open(scene.endpoint(caddy, { servername: name, host: "other.example.com" }))).toBe(
      421,
    );
  });

  it("serves an IP name to clients without SNI, and still refuses other Hosts", async () => {
    const caddy = await scene.serve({ answers: { names: ["127.0.0.1", name] } });
    const byAddress = scene.endpoint(caddy, { host: "127.0.0.1", servername: null });
    expect((await echoOver(byAddress)).echo).toBe("hello");
    expect((await echoOver(scene.endpoint(caddy))).echo).toBe("hello");
    expect(await scene.open({ ...byAddress, host: "other.example.com" })).toBe(421);
  });

  it("sends plain HTTP to https and spares the challenge path", async () => {
    const caddy = await scene.serve();
    const target = { ip: "127.0.0.1", port: caddy.ports.http, host: name, tls: false } as const;
    const redirect = await httpGet({ ...target, path: "/a?b" });
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe(`https://${name}:${caddy.ports.https}/a?b`);
    const token = join(scene.place.folder, ".well-known/acme-challenge/token");
    mkdirSync(dirname(token), { recursive: true });
    writeFileSync(token, "proof");
    const challenge = await httpGet({ ...target, path: "/.well-known/acme-challenge/token" });
    expect(challenge).toMatchObject({ status: 200, body: "proof" });
    expect((await httpGet({ ...target, path: "/.well-known/acme-challenge/other" })).status).toBe(404);
    await expect(httpGet({ ...target, host: "other.example.com" })).rejects.toThrow(/socket hang up/);
  });

  it("leaves port 80 alone when nobody wants it", async () => {
    const caddy = await scene.serve({ answers: { redirectHttp: false } });
    await expect(httpGet({ ip: "127.0.0.1", port: caddy.ports.http, tls: false })).rejects.toThrow(
      "ECONNREFUSED",
    );
  });

  it("lets only the listed pages open a WebSocket, and programs without an Origin", async () => {
    const origins = ["https://app.example.com", "chrome-extension://abcdef"];
    const caddy = await scene.serve({ answers: { origins } });
    const from = (origin: string) => scene.open(scene.endpoint(caddy, { headers: { Origin: origin } }));
    expect(await scene.open(scene.endpoint(caddy))).toBe(101);
    for (const origin of [...origins, `https://${name}`]) expect(await from(origin), origin).toBe(101);
    const strangers = [
      "null",
      "https://app.example.com.evil.com",
      "https://evilapp.example.com",
      "https://app.example.com:444",
      "http://app.example.com",
      "https://evil.com/https://app.example.com",
      "https://app-example.com",
      "https://app.example.com https://evil.com",
      "https://app.example.com,https://evil.com",
      "{header.Upgrade}",
    ];
    for (const origin of strangers) expect(await from(origin), origin).toBe(403);
    expect((await httpGet(scene.endpoint(caddy, { headers: { Origin: "https://evil.com" } }))).status).toBe(
      200,
    );
  });

  it("refuses the endpoint's own pages when there is no landing page", async () => {
    const caddy = await scene.serve({
      answers: { origins: ["https://app.example.com"], landingPage: false },
    });
    expect(await scene.open(scene.endpoint(caddy, { headers: { Origin: `https://${name}` } }))).toBe(403);
  });

  it("refuses headers and bodies that are too large", async () => {
    const caddy = await scene.serve();
    const header = await httpGet(scene.endpoint(caddy, { headers: { "X-Long": "x".repeat(14_000) } }));
    expect(header.status).toBe(431);
    const fits = await httpGet({ ...scene.endpoint(caddy), body: "x".repeat(1_000_000) });
    expect(fits.status).toBe(200);
    const post = ["POST / HTTP/1.1", `Host: ${name}`];
    const declared = await connectRaw(scene.endpoint(caddy));
    expect((await askRaw(declared, [...post, `Content-Length: ${2 ** 24 + 1}`])).status).toBe(413);
    declared.destroy();
    const chunked = await connectRaw(scene.endpoint(caddy));
    const answer = askRaw(chunked, [...post, "Transfer-Encoding: chunked"]);
    for (let count = 0; count < 17; count += 1) chunked.write(`100000\r\n${"x".repeat(2 ** 20)}\r\n`);
    expect((await answer).status).toBe(413);
    chunked.destroy();
  });

  it("closes a WebSocket that was silent for too long, and no other", async () => {
    const caddy = await scene.serve({ answers: { idleTimeout: 2 } });
    const [silent, busy] = [await scene.opened(caddy), await scene.opened(caddy)];
    let over = false;
    const closed = silent.closed.then(() => {
      over = true;
    });
    while (!over) expect(await busy.ask("still here")).toBe("still here");
    await closed;
    await busy.close();
  });

  it("takes up a new certificate on a reload; a newer Caddy keeps the open sockets, 2.6 says goodbye to them", async () => {
    const caddy = await scene.serve();
    const socket = await scene.opened(caddy);
    const old = socket.session?.fingerprint;
    scene.material = await makeMaterial([name, "www.example.com", "127.0.0.1"]);
    await caddy.reload(scene.render());
    const report = await echoOver(scene.endpoint(caddy));
    expect(report.echo).toBe("hello");
    expect(report.session?.fingerprint).not.toBe(old);
    if (scene.suite === "bookworm") expect(await socket.closed).toBe(1001);
    else {
      expect(await socket.ask("still here")).toBe("still here");
      await socket.close();
    }
  });

  it("balances between backends, and passes one over that is down", async () => {
    const other = await startTestBackend();
    const backend = [scene.backend, other].map(({ port }) => `ws://127.0.0.1:${port}`);
    const caddy = await scene.serve({ answers: { backend } });
    const socket = await openWebSocket(scene.endpoint(caddy));
    if (!("ask" in socket)) throw new Error(`refused: ${socket.status}`);
    const hostOf = async () => JSON.parse((await httpGet(scene.endpoint(caddy))).body).headers.host;
    const first = JSON.parse(await socket.ask('{"test":"headers"}')).headers.host;
    // The backend with the open socket has one connection more.
    for (let count = 0; count < 5; count += 1) expect(await hostOf()).not.toBe(first);
    await socket.close();
    await other.close();
    for (let count = 0; count < 8; count += 1) expect(await hostOf()).toBe(`127.0.0.1:${scene.backend.port}`);
  });

  it("reads every string as it was meant", async () => {
    const strings = fc.sample(writable, { numRuns: 100, seed: 7 });
    const answers = strings.map(
      (each, index) => `\thandle /${index} {\n\t\trespond * ${caddyString(each)} 200\n\t}\n`,
    );
    const caddy = await scene.start(
      ({ ports }) => `{\n\tauto_https off\n\thttp_port ${ports.http}\n}\nhttp:// {\n${answers.join("")}}\n`,
    );
    const replies = strings.map((_, index) =>
      httpGet({ ip: "127.0.0.1", port: caddy.ports.http, tls: false, path: `/${index}` }),
    );
    expect((await Promise.all(replies)).map(({ body }) => body)).toEqual(strings);
  });

  it("keeps a client of Engine.IO with one backend", async () => {
    const other = await startTestBackend();
    const backend = [scene.backend, other].map(({ port }) => `ws://127.0.0.1:${port}`);
    const engine = { answers: true, kind: "engine.io", label: "Socket.IO" } as const;
    const backends = Object.fromEntries(backend.map((url) => [url, engine]));
    const caddy = await scene.serve({ answers: { backend }, facts: { backends } });
    const hosts = new Set<string>();
    for (let count = 0; count < 10; count += 1)
      hosts.add(JSON.parse((await httpGet(scene.endpoint(caddy))).body).headers.host);
    expect(hosts.size).toBe(1);
    await other.close();
  });
});

/** A handshake by hand, for what a client library would not send; comes with the head of the answer. */
function raw(port: number, headers: Readonly<Record<string, string>>, more = ""): Promise<string> {
  const connection = tls.connect({ host: "127.0.0.1", port, servername: name, rejectUnauthorized: false });
  const fields = Object.entries({ Host: name, ...headers }).map(([key, value]) => `${key}: ${value}\r\n`);
  connection.write(`GET / HTTP/1.1\r\n${fields.join("")}${more}\r\n`);
  return new Promise<string>((resolve, reject) => {
    connection.once("error", reject);
    connection.once("data", (bytes) => resolve(bytes.toString()));
  }).finally(() => connection.destroy());
}
