import { X509Certificate } from "node:crypto";
import { connect } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { beforeAll, expect, test } from "vitest";
import type { IssuedPair } from "../../src/certificates/source.ts";
import { certificateFingerprint } from "../../src/core/fingerprint.ts";
import { openTls, type TlsRequest } from "../../src/verify/tls-session.ts";
import { selfSignedPair } from "./helpers/certificates.ts";
import { listen, rawServer } from "./helpers/listen.ts";

let pair: IssuedPair;
beforeAll(async () => {
  pair = await selfSignedPair(["node.example.com", "127.0.0.1"]);
});

async function serve(options: TlsOptions = {}) {
  const names: (string | false | null)[] = [];
  const server = createServer({
    cert: pair.certificate,
    key: pair.key,
    ALPNProtocols: ["h2", "http/1.1"],
    ...options,
  });
  server.on("secureConnection", (socket) => names.push(socket.servername));
  server.on("tlsClientError", () => {});
  return { port: await listen(server), names };
}

function open(port: number, request: Partial<TlsRequest> = {}) {
  return openTls(connect(port, "127.0.0.1"), { timeout: 3000, ...request });
}

test("tells protocol, cipher, fingerprint and chain, and speaks HTTP/1.1 though h2 is offered", async () => {
  const { port, names } = await serve();
  const result = await open(port, { servername: "node.example.com" });
  if (result.outcome !== "opened") throw new Error(result.said);
  expect(result.protocol).toBe("TLSv1.3");
  expect(result.cipher).toMatch(/^TLS_/);
  expect(result.fingerprint).toBe(certificateFingerprint(new X509Certificate(pair.certificate)));
  expect(result.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(result.chainLength).toBe(1);
  expect(result.socket.alpnProtocol).toBe("http/1.1");
  await expect.poll(() => names).toEqual(["node.example.com"]);
  result.socket.destroy();
});

test("sends no SNI when there is no server name", async () => {
  const { port, names } = await serve();
  const result = await open(port);
  expect(result.outcome).toBe("opened");
  await expect.poll(() => names).toEqual([false]);
  if (result.outcome === "opened") result.socket.destroy();
});

test("the alert with which a server refuses is told by its number", async () => {
  const { port } = await serve({ maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" });
  expect(await open(port)).toMatchObject({ outcome: "failed", alert: 70 });
});

test("a server that keeps silent is given up in time", async () => {
  const port = await rawServer(() => {});
  expect(await open(port, { timeout: 200 })).toMatchObject({ outcome: "failed", code: "ETIMEDOUT" });
});

test("a server that speaks something else fails", async () => {
  const port = await rawServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  expect(await open(port)).toMatchObject({ outcome: "failed" });
});

test("a server that closes at once fails", async () => {
  const port = await rawServer((socket) => socket.destroy());
  expect(await open(port)).toMatchObject({ outcome: "failed", code: "ECONNRESET" });
});

test.each([
  ["no root knows the certificate", "node.example.com", undefined, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["the certificate is for another name", "other.example.com", "own", "ERR_TLS_CERT_ALTNAME_INVALID"],
])("with trust asked for it refuses when %s", async (_why, name, roots, code) => {
  const { port } = await serve();
  const trust = { roots: roots === undefined ? undefined : pair.certificate, name };
  expect(await open(port, { servername: name, trust })).toMatchObject({ outcome: "failed", code });
});

test.each(["node.example.com", "127.0.0.1"])(
  "with trust asked for it takes %s under a known root",
  async (name) => {
    const { port } = await serve();
    const servername = name === "127.0.0.1" ? {} : { servername: name };
    const result = await open(port, { ...servername, trust: { roots: pair.certificate, name } });
    expect(result.outcome).toBe("opened");
    if (result.outcome === "opened") result.socket.destroy();
  },
);
