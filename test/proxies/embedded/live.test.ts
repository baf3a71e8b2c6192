import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { echoOver, openWebSocket } from "../../helpers/client/websocket.ts";
import { handshake, heard, lines, rawBackend, rawClient } from "./raw.ts";
import { name, runServer } from "./running-server.ts";

let backend: TestBackend;

beforeAll(async () => {
  backend = await startTestBackend({ hostCheck: true });
});
afterAll(() => backend.close());

const forged = {
  "X-Forwarded-For": "6.6.6.6",
  X_Forwarded_For: "6.6.6.6",
  "X-Forwarded-Port": "1",
  "X-Real-IP": "6.6.6.6",
  Forwarded: "for=6.6.6.6",
  "X-Forwarded-Proto": "ftp",
};

const honest = {
  "x-real-ip": "127.0.0.1",
  "x-forwarded-for": "127.0.0.1",
  "x-forwarded-proto": "https",
  "x-forwarded-host": name,
};

describe("what the backend hears", () => {
  it("is its own Host and the client's real address, whatever the client says of itself", async () => {
    const server = await runServer(backend.port);
    const target = server.target({ path: "/a?b=c", headers: forged });
    const upgraded = JSON.parse((await echoOver(target, '{"test":"headers"}')).echo ?? "");
    const plain = JSON.parse((await httpGet(target)).body);
    for (const { url, headers } of [upgraded, plain]) {
      expect(url).toBe("/a?b=c");
      expect(headers).toMatchObject({ ...honest, host: `127.0.0.1:${backend.port}` });
      expect(JSON.stringify(headers)).not.toMatch(/6\.6\.6\.6|ftp|forwarded-port/);
    }
    expect(upgraded.headers).toMatchObject({ upgrade: "websocket", connection: "Upgrade" });
    expect(plain.headers.upgrade).toBeUndefined();
  });

  it("is nothing that a Connection header hides from it, but always what we say", async () => {
    const server = await runServer(backend.port);
    const headers = { Connection: "x-real-ip, x-secret, host", "X-Secret": "1", "X-Other": "2" };
    const plain = JSON.parse((await httpGet(server.target({ headers }))).body);
    expect(plain.headers).toMatchObject({ ...honest, "x-other": "2", host: `127.0.0.1:${backend.port}` });
    expect(plain.headers).not.toHaveProperty("x-secret");
  });

  it("is plain HTTP as it was sent, over IPv6 too", async () => {
    const server = await runServer(backend.port);
    const post = await httpGet({ ...server.target({ path: "/rpc" }), body: '{"id":1}' });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", url: "/rpc", body: '{"id":1}' });
    const v6 = JSON.parse((await httpGet(server.target({ ip: "::1" }))).body);
    expect(v6.headers["x-forwarded-for"]).toBe("::1");
  });
});

describe("what is refused before the backend", () => {
  it.each(["h2c", "websocket, h2c", "TLS/1.0"])("an Upgrade to %s", async (upgrade) => {
    let asked = 0;
    const server = await runServer(await rawBackend(() => (asked += 1)));
    for (const connection of ["Upgrade, HTTP2-Settings", "keep-alive"]) {
      const headers = {
        Upgrade: upgrade,
        Connection: connection,
        "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA",
      };
      expect((await httpGet(server.target({ headers }))).status, connection).toBe(403);
    }
    expect(asked).toBe(0);
  });

  it.each([
    ["a POST", ["POST / HTTP/1.1", ...handshake.slice(1), "Content-Length: 0"]],
    ["a body that would be the first bytes of the tunnel", [...handshake, "Content-Length: 5"]],
    ["chunks", [...handshake, "Transfer-Encoding: chunked"]],
  ])("a handshake that is %s", async (_, request) => {
    const server = await runServer(backend.port);
    const client = await rawClient(server);
    client.write(lines(...request));
    expect(await heard(client)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ["other than ours", "other.example.com"],
    ["of ours again", name],
  ])("two Hosts, the second %s, with a handshake, in plain HTTP and on its own port", async (_, second) => {
    let asked = 0;
    const port = await rawBackend((socket) => {
      asked += 1;
      socket.destroy();
    });
    const server = await runServer(port);
    for (const hosts of [
      [`Host: ${name}`, `Host: ${second}`],
      [`Host: ${second}`, `hOST: ${name}`],
    ]) {
      const request = ["GET / HTTP/1.1", ...hosts];
      for (const more of [[], handshake.slice(2)]) {
        const client = await rawClient(server);
        client.write(lines(...request, ...more, ...(more.length > 0 ? [] : ["Connection: close"])));
        expect(await heard(client, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 400 /);
      }
      const redirected = connect(server.ports.http, "127.0.0.1");
      redirected.write(lines(...request, "Connection: close"));
      expect(await heard(redirected)).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(asked).toBe(0);
  });

  it("WEBSOCKET in capitals is none of them", async () => {
    const server = await runServer(backend.port);
    const client = await rawClient(server);
    client.write(lines(...handshake).replace("websocket", "WEBSOCKET"));
    expect(await heard(client, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it("pages that are not on the list: only the exact Origin passes, and none at all", async () => {
    const allowed = "https://app.example.com";
    const server = await runServer(backend.port, { origins: [allowed] });
    const from = async (origin?: string) =>
      (await openWebSocket(server.target(origin === undefined ? {} : { headers: { Origin: origin } })))
        .status;
    expect(await from()).toBe(101);
    expect(await from(allowed)).toBe(101);
    for (const stranger of [
      "null",
      "https://app.example.com.evil.com",
      "https://evil-app.example.com",
      `${allowed}:444`,
      "http://app.example.com",
      "",
      `${allowed}/`,
    ]) {
      expect(await from(stranger), stranger).toBe(403);
    }
    const plain = await httpGet(server.target({ headers: { Origin: "https://evil.com" } }));
    expect(plain.status).toBe(200);
  });
});

describe("names", () => {
  it("that are unknown get a TLS alert and no certificate, and so do clients that name nobody", async () => {
    const server = await runServer(backend.port);
    for (const servername of ["other.example.com", ""]) {
      await expect(rawClient(server, { servername })).rejects.toThrow(/alert handshake failure/);
    }
    expect((await openWebSocket(server.target({ servername: name, host: "other.example.com" }))).status).toBe(
      421,
    );
    expect((await httpGet(server.target({ servername: name, host: "other.example.com" }))).status).toBe(421);
    const capitals = server.target({
      servername: name,
      host: `${name.toUpperCase()}.:${server.ports.https}`,
    });
    expect((await httpGet(capitals)).status).toBe(200);
  });

  it("in a target of absolute form count in place of the Host header, which reaches nobody else", async () => {
    const server = await runServer(backend.port);
    const ask = async (target: string, ...more: readonly string[]) => {
      const client = await rawClient(server);
      client.write(lines(`GET ${target} HTTP/1.1`, `Host: ${name}`, ...more));
      return await heard(client, /\r\n\r\n(\{.*\})?/);
    };
    const upgrade = handshake.slice(2);
    for (const more of [[], upgrade]) {
      expect(await ask("https://other.example.com/", ...more)).toMatch(/^HTTP\/1\.1 421 /);
      expect(await ask(`https://${name}@other.example.com/`, ...more)).toMatch(/^HTTP\/1\.1 421 /);
      expect(await ask("other.example.com:443", ...more)).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(await ask(`https://${name}/there?a`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"url":"\/there\?a"/);
    expect(await ask(`HTTPS://${name}?a`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"url":"\/\?a"/);
    expect(await ask(`https://${name}/`, ...upgrade)).toMatch(/^HTTP\/1\.1 101 /);
  });

  it("that are addresses are served without SNI, and other Hosts are refused with 421", async () => {
    const server = await runServer(backend.port, { names: ["127.0.0.1", "::1", name] });
    const byAddress = server.target({ host: "127.0.0.1" });
    expect((await echoOver(byAddress)).echo).toBe("hello");
    expect(
      (await echoOver(server.target({ ip: "::1", host: `[::1]:${server.ports.https}`, servername: null })))
        .echo,
    ).toBe("hello");
    expect((await openWebSocket({ ...byAddress, host: "other.example.com", servername: null })).status).toBe(
      421,
    );
  });
});

describe("plain HTTP on its own port", () => {
  it("goes to https, but for challenges; strangers get no answer", async () => {
    const server = await runServer(backend.port);
    const target = { ip: "127.0.0.1", port: server.ports.http, host: name, tls: false } as const;
    const redirect = await httpGet({ ...target, path: "/a?b" });
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe(`https://${name}:${server.ports.https}/a?b`);
    const folder = "/.well-known/acme-challenge";
    const token = join(server.folder, "var/lib/webroot", folder, "a-Token_1");
    mkdirSync(dirname(token), { recursive: true });
    writeFileSync(token, "proof");
    expect(await httpGet({ ...target, path: `${folder}/a-Token_1` })).toMatchObject({
      status: 200,
      body: "proof",
    });
    for (const path of [
      `${folder}/none`,
      `${folder}/`,
      `${folder}/../../../../etc/key.pem`,
      `${folder}/..%2fx`,
    ]) {
      expect((await httpGet({ ...target, path })).status, path).toBe(404);
    }
    await expect(httpGet({ ...target, host: "other.example.com" })).rejects.toThrow(/socket hang up/);
  });
});

describe("TLS", () => {
  it.each([
    ["intermediate", "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", true],
    ["intermediate", "TLSv1.2", "DHE-RSA-AES128-GCM-SHA256", false],
    ["intermediate", "TLSv1.2", "ECDHE-RSA-AES128-SHA256", false],
    ["compatible", "TLSv1.2", "DHE-RSA-AES128-GCM-SHA256", true],
    ["modern", "TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", false],
    ["modern", "TLSv1.3", "TLS_AES_128_GCM_SHA256", true],
    ["intermediate", "TLSv1.1", "DEFAULT@SECLEVEL=0", false],
  ] as const)("%s: %s with %s: %s", async (profile, version, ciphers, works) => {
    const server = await runServer(backend.port, { profile });
    const options = { minVersion: version, maxVersion: version, ciphers } as const;
    if (!works) await expect(rawClient(server, options)).rejects.toThrow(/alert|protocol/);
    else expect((await rawClient(server, options)).getProtocol()).toBe(version);
  });
});
