import { writeFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { RealHost } from "../../src/host/real-host.ts";
import { probeBackend } from "../../src/probe/backend.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import * as backends from "../verify/helpers/backends.ts";
import { selfSignedPair } from "../verify/helpers/certificates.ts";
import { deadPort, listen, rawServer } from "../verify/helpers/listen.ts";

const host = new RealHost();

describe("who answers", () => {
  test("a Substrate node, with chain, peers, sync, version, peer id and safe RPC", async () => {
    const { url } = await backends.startBackend(backends.substrate);
    expect(await probeBackend(host, url)).toEqual({
      answers: true,
      kind: "substrate",
      label: "Polkadot node, 38 peers, in sync",
      version: "1.16.1-abcdef",
      peers: 38,
      peerId: "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
      unsafeRpc: false,
      milliseconds: expect.any(Number),
    });
  });

  test("one that answers unsafe calls, found out by reading alone", async () => {
    const backend = await backends.startBackend(backends.unsafeSubstrate);
    expect(await probeBackend(host, backend.url)).toMatchObject({ kind: "substrate", unsafeRpc: true });
    const methods = backend.texts.map((text) => JSON.parse(text).method).sort();
    expect(methods).toEqual([
      "system_chain",
      "system_health",
      "system_localPeerId",
      "system_name",
      "system_peers",
      "system_version",
      "web3_clientVersion",
    ]);
  });

  test("one peer, still syncing", async () => {
    const health = { peers: 1, isSyncing: true };
    const talk = backends.jsonRpc({ ...backends.substrateMethods, system_health: health });
    const { url } = await backends.startBackend(talk);
    expect((await probeBackend(host, url)).label).toBe("Polkadot node, 1 peer, syncing");
  });

  test("an Ethereum node, with program and block", async () => {
    const { url } = await backends.startBackend(backends.geth);
    expect(await probeBackend(host, url)).toMatchObject({
      answers: true,
      kind: "ethereum",
      label: "Ethereum node (geth), block 23,845,056",
      version: "v1.13.5-stable",
    });
  });

  test("one whose words about itself would do more than tell: they are one short line, or left out", async () => {
    const talk = backends.jsonRpc({
      ...backends.substrateMethods,
      system_chain: "\u001b]0;x\u0007a\nok: all is well",
      system_version: "1".repeat(1_000_000),
      system_localPeerId: "12D3$(reboot)",
    });
    const { url } = await backends.startBackend(talk);
    const found = await probeBackend(host, url);
    expect(found).toMatchObject({
      kind: "substrate",
      label: "\\u{1b}]0;x\\u{7}a\\nok: all is well node, 38 peers, in sync",
      version: `${"1".repeat(60)}…`,
    });
    expect(found).not.toHaveProperty("peerId");
  });

  test("a number of a block that has no end is none", async () => {
    const methods = {
      web3_clientVersion: "Geth/v1\n.0/linux",
      eth_blockNumber: `0x${"f".repeat(1_000_000)}`,
    };
    const { url } = await backends.startBackend(backends.jsonRpc(methods));
    expect(await probeBackend(host, url)).toMatchObject({
      kind: "ethereum",
      label: "Ethereum node (geth)",
      version: "v1\\n.0",
    });
  });

  test("an echo server", async () => {
    const { url } = await backends.startBackend(backends.echo);
    expect(await probeBackend(host, url)).toMatchObject({
      answers: true,
      kind: "echo",
      label: "Echo server",
    });
  });

  test("an echo server that is slow is not taken for another", async () => {
    const { url } = await backends.startBackend((webSocket) => {
      webSocket.on("message", (data, binary) => setTimeout(() => webSocket.send(data, { binary }), 600));
    });
    expect(await probeBackend(host, url)).toMatchObject({ kind: "echo" });
  });

  test("Socket.IO, which hangs up on every other path", async () => {
    const { url } = await backends.startBackend(backends.engineIo, { path: "/socket.io/" });
    expect(await probeBackend(host, url)).toMatchObject({
      answers: true,
      kind: "engine.io",
      label: "Socket.IO server",
    });
  });

  test("a libp2p listener", async () => {
    const { url } = await backends.startBackend(backends.multistream);
    expect(await probeBackend(host, url)).toMatchObject({
      answers: true,
      kind: "libp2p",
      label: "libp2p node",
    });
  });

  test("an MQTT broker, which refuses clients without its subprotocol", async () => {
    const { url } = await backends.startBackend(backends.mqttBroker, { protocol: "mqtt" });
    expect(await probeBackend(host, url)).toMatchObject({
      answers: true,
      kind: "websocket",
      label: "MQTT broker",
      subprotocol: "mqtt",
    });
  });

  test("any other server, told within the time that was given, and nothing stays open", async () => {
    const backend = await backends.startBackend(backends.plain);
    const started = performance.now();
    expect(await probeBackend(host, backend.url, { timeout: 700 })).toMatchObject({
      answers: true,
      kind: "websocket",
      label: "WebSocket server",
    });
    expect(performance.now() - started).toBeLessThan(1500);
    await expect.poll(() => backend.open()).toBe(0);
  });

  test("one that answers JSON-RPC with errors alone", async () => {
    const { url } = await backends.startBackend(backends.jsonRpc({}));
    expect(await probeBackend(host, url)).toMatchObject({ kind: "websocket", label: "JSON-RPC server" });
  });
});

describe("the way there", () => {
  test("the backend sees its own Host", async () => {
    const backend = await backends.startBackend(backends.echo);
    await probeBackend(host, backend.url);
    expect(backend.hosts).toEqual([`127.0.0.1:${backend.port}`]);
  });

  test("for localhost the literal address that answered is told", async () => {
    const backend = await backends.startBackend(backends.echo);
    const facts = await probeBackend(host, `ws://localhost:${backend.port}`);
    expect(facts).toMatchObject({
      answers: true,
      kind: "echo",
      address: "127.0.0.1",
      local: ["127.0.0.1", "::1"],
    });
    expect(backend.hosts).toEqual([`localhost:${backend.port}`]);
  });

  test("for localhost, ::1 when the server listens there alone", async ({ skip }) => {
    const backend = await backends.startBackend(backends.echo, { listenOn: "::1" }).catch(() => undefined);
    if (backend === undefined) return skip("this machine has no IPv6 loopback");
    expect(await probeBackend(host, `ws://localhost:${backend.port}`)).toMatchObject({
      kind: "echo",
      address: "::1",
    });
  });

  test("a name of /etc/hosts is found there", async () => {
    const backend = await backends.startBackend(backends.echo);
    const withHosts = Object.assign(new RealHost(), {
      readFile: async (path: string) =>
        path === "/etc/hosts"
          ? Buffer.from("127.0.0.1 localhost\n127.0.0.1 other node.internal # ours\n")
          : undefined,
    });
    const facts = await probeBackend(withHosts, `ws://node.internal:${backend.port}`);
    expect(facts).toMatchObject({ answers: true, address: "127.0.0.1", local: ["127.0.0.1"] });
    expect(await probeBackend(withHosts, `ws://node.internal:${await deadPort()}`)).toMatchObject({
      answers: false,
      local: ["127.0.0.1"],
    });
  });

  test("a name that only DNS knows is none of the box's own", async () => {
    const backend = await backends.startBackend(backends.echo);
    const withDns = Object.assign(new RealHost(), {
      resolve: async (_: string, family: 4 | 6) => (family === 4 ? ["127.0.0.1"] : []),
    });
    const facts = await probeBackend(withDns, `ws://node.internal:${backend.port}`);
    expect(facts).toMatchObject({ answers: true, address: "127.0.0.1" });
    expect(facts).not.toHaveProperty("local");
  });

  test("a backend over TLS has to be trusted by the system", async () => {
    const pair = await selfSignedPair(["127.0.0.1"]);
    const server = createHttpsServer({ cert: pair.certificate, key: pair.key });
    new WebSocketServer({ server }).on("connection", backends.echo);
    const url = `wss://127.0.0.1:${await listen(server)}`;
    const stranger = await probeBackend(host, url);
    expect(stranger).toMatchObject({ answers: false, kind: "none" });
    expect(stranger.error).toMatch(
      /^127\.0\.0\.1:\d+ cannot be reached over TLS: self-signed certificate\.$/,
    );
    const trusting = Object.assign(new RealHost(), {
      readFile: async (path: string) =>
        path === "/etc/ssl/certs/ca-certificates.crt" ? Buffer.from(pair.certificate) : undefined,
    });
    expect(await probeBackend(trusting, url)).toMatchObject({ answers: true, kind: "echo" });
  });

  test("a backend over TLS is held to what the operator pinned, under a name of that certificate", async () => {
    const pair = await selfSignedPair(["backend.internal"]);
    const server = createHttpsServer({ cert: pair.certificate, key: pair.key });
    new WebSocketServer({ server }).on("connection", backends.echo);
    const url = `wss://127.0.0.1:${await listen(server)}`;
    const pinned = join(temporaryFolder(), "pinned.pem");
    writeFileSync(pinned, pair.certificate);
    expect(await probeBackend(host, url, { pinned })).toMatchObject({ answers: true, kind: "echo" });
    writeFileSync(pinned, (await selfSignedPair(["backend.internal"])).certificate);
    expect(await probeBackend(host, url, { pinned })).toMatchObject({ answers: false });
  });
});

describe("why nobody answers, in plain words", () => {
  test("nothing listens", async () => {
    const port = await deadPort();
    expect((await probeBackend(host, `ws://127.0.0.1:${port}`)).error).toBe(
      `Nothing listens on 127.0.0.1:${port}. Is the node running?`,
    );
    expect((await probeBackend(host, `ws://localhost:${port}`)).error).toBe(
      `Nothing listens on localhost:${port}. Is the node running?`,
    );
  });

  test("it keeps silent", async () => {
    const port = await rawServer(() => {});
    const facts = await probeBackend(host, `ws://127.0.0.1:${port}`, { timeout: 500 });
    expect(facts).toMatchObject({ answers: false, kind: "none" });
    expect(facts.error).toBe(`127.0.0.1:${port} gave no answer within 0.5 s.`);
  });

  test("it is a plain web server", async () => {
    const port = await rawServer((socket) =>
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
    );
    expect((await probeBackend(host, `ws://127.0.0.1:${port}`)).error).toBe(
      `127.0.0.1:${port} answers HTTP 404 Not Found, not a WebSocket upgrade.`,
    );
  });

  test("it speaks no HTTP", async () => {
    const port = await listen(createServer((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n")));
    expect((await probeBackend(host, `ws://127.0.0.1:${port}`)).error).toContain("not in HTTP");
  });

  test("its name has no address", async () => {
    const nameless = Object.assign(new RealHost(), { resolve: async () => [] });
    expect((await probeBackend(nameless, "ws://node.invalid:9944")).error).toBe(
      "The name node.invalid has no address.",
    );
  });
});
