import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { command } from "../../helpers/box/command.ts";
import { httpGet } from "../../helpers/client/http-get.ts";
import { type OpenWebSocket, openWebSocket } from "../../helpers/client/websocket.ts";
import { freePort } from "../../helpers/free-port.ts";
import { rawBackend } from "./raw.ts";
import { cli } from "./running-embedded.ts";
import { configFile, runServer } from "./running-server.ts";

let backend: TestBackend;

beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());

describe("a reload", () => {
  it("serves the new certificate to new clients and drops nobody", async () => {
    const server = await runServer(backend.port);
    const before = await Promise.all(Array.from({ length: 20 }, () => openWebSocket(server.target())));
    const sockets = before as readonly OpenWebSocket[];
    expect(sockets.map(({ status }) => status)).toEqual(Array(20).fill(101));
    const dropped: number[] = [];
    for (const { closed } of sockets) void closed.then((code) => dropped.push(code));
    for (let round = 0; round < 3; round += 1) {
      const old = (await openWebSocket(server.target())).session?.fingerprint;
      await server.renew();
      expect(await server.reload({})).toBe("reloaded");
      expect((await openWebSocket(server.target())).session?.fingerprint).not.toBe(old);
    }
    const echoes = await Promise.all(sockets.map((socket, index) => socket.ask(`still here ${index}`)));
    expect(echoes).toEqual(sockets.map((_, index) => `still here ${index}`));
    expect(dropped).toEqual([]);
  });

  it("takes new rules at once, and counts what was open before them", async () => {
    const server = await runServer(backend.port);
    const first = await openWebSocket(server.target());
    const limits = { connectionsPerIp: 1, handshakesPerSecond: false, burst: 0 } as const;
    expect(await server.reload({ limits, names: ["other.example.com"], redirectHttp: false })).toBe(
      "reloaded",
    );
    await expect(openWebSocket(server.target())).rejects.toThrow(/alert/);
    const other = server.target({ host: "other.example.com" });
    const { ca: _, ...unverified } = other;
    expect((await openWebSocket(unverified)).status).toBe(429);
    if ("ask" in first) expect(await first.ask("alive")).toBe("alive");
  });

  it("lets go of a port that is not wanted any more, and takes it back", async () => {
    const server = await runServer(backend.port);
    const { http, https } = server.ports;
    const plain = () => httpGet({ ip: "127.0.0.1", port: http, host: "node.example.com", tls: false });
    const addresses: [string, string] = ["127.0.0.1", "::1"];
    expect(await server.reload({ listen: { addresses, https } })).toBe("reloaded");
    await expect(plain()).rejects.toThrow("ECONNREFUSED");
    expect(await server.reload({ listen: { addresses, https, http } })).toBe("reloaded");
    expect((await plain()).status).toBe(301);
  });

  it("that asks for a port which somebody has is refused, and all is as before", async () => {
    const server = await runServer(backend.port);
    const { https } = server.ports;
    const holder = await rawBackend(() => undefined);
    const addresses: [string, string] = ["127.0.0.1", "::1"];
    const said = await server.reload({ listen: { addresses, https, http: holder }, origins: [] });
    expect(said).toMatch(/^refused: .*EADDRINUSE/);
    const plain = { ip: "127.0.0.1", port: server.ports.http, host: "node.example.com", tls: false } as const;
    expect((await httpGet(plain)).status).toBe(301);
    const foreign = server.target({ headers: { Origin: "https://elsewhere.example" } });
    expect((await openWebSocket(foreign)).status).toBe(101);
  });

  it.each([
    ["a config that is no JSON", "etc/wss-setup-embedded.json", "{", /no JSON/],
    ["a config with a stray field", "etc/wss-setup-embedded.json", '{"extra":1}', /extra/],
    ["a broken certificate", "etc/cert.pem", "-----BEGIN NONSENSE-----", /PEM|no start line/],
    ["a broken key", "etc/key.pem", "", /key|PEM|no start line|unsupported/i],
  ])("refuses %s, says so, and goes on as before", async (_, file, content, words) => {
    const server = await runServer(backend.port);
    const trusted = server.target();
    writeFileSync(join(server.folder, file), content);
    server.process.signal("SIGHUP");
    const said = await server.process.nextLine();
    expect(said).toMatch(/^refused: /);
    expect(said).toMatch(words);
    expect((await openWebSocket(trusted)).status).toBe(101);
    const check = await command([
      process.execPath,
      cli,
      "embedded-server",
      "--check",
      "--root",
      server.folder,
      configFile,
    ]);
    expect(check.code).toBe(1);
    expect(check.stderr.trim().split("\n")).toHaveLength(1);
    expect(check.stderr).toMatch(words);
  });
});

it("a start that finds one of its ports taken ends with exit code 1, though it has the other", async () => {
  const server = await runServer(backend.port);
  const holder = await rawBackend(() => undefined);
  const config = JSON.parse(readFileSync(join(server.folder, configFile), "utf8"));
  config.listen = { addresses: ["127.0.0.1"], https: await freePort(), http: holder };
  writeFileSync(join(server.folder, "etc/other.json"), JSON.stringify(config));
  const argv = [process.execPath, cli, "embedded-server", "--root", server.folder, "/etc/other.json"];
  const { code, stderr } = await command(argv, { timeout: 20_000 });
  expect(code).toBe(1);
  expect(stderr).toMatch(/EADDRINUSE/);
});

describe("the end", () => {
  it("comes with TERM, with exit code 0, though sockets are open", async () => {
    const server = await runServer(backend.port);
    const socket = await openWebSocket(server.target());
    server.process.signal("SIGTERM");
    if ("closed" in socket) expect(await socket.closed).toBe(1006);
    await expect.poll(() => server.process.running).toBe(false);
  });

  it("of whoever started it is its own end, even by KILL", async () => {
    const server = await runServer(backend.port);
    const keeper = `
      const { spawn } = require("node:child_process");
      const argv = ${JSON.stringify([cli, "embedded-server", "--root", server.folder, "--attended", "/etc/other.json"])};
      const child = spawn(process.execPath, argv, { stdio: ["pipe", "pipe", "inherit"], detached: true });
      child.stdout.once("data", (bytes) => {
        process.stdout.write(bytes, () => process.kill(process.pid, "SIGKILL"));
      });
    `;
    const config = JSON.parse(readFileSync(join(server.folder, configFile), "utf8"));
    config.listen = { addresses: ["127.0.0.2"], https: server.ports.https };
    writeFileSync(join(server.folder, "etc/other.json"), JSON.stringify(config));
    const keeperEnded = await command([process.execPath, "-e", keeper]);
    expect(keeperEnded).toMatchObject({ code: 137, stdout: "ready\n" });
    const ask = () => httpGet({ ...server.target(), ip: "127.0.0.2" });
    await expect.poll(() => ask().catch((error: Error) => error.message)).toMatch(/ECONNREFUSED/);
    expect((await httpGet(server.target())).status).toBe(200);
  });
});
