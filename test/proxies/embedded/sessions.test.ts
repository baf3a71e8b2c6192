import { connect } from "node:net";
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestBackend, type TestBackend } from "../../helpers/backend/server.ts";
import { name } from "../live/endpoint.ts";
import { handshake, heard, lines } from "./raw.ts";
import { type RunningServer, runServer } from "./running-server.ts";

let backend: TestBackend;

beforeAll(async () => {
  backend = await startTestBackend();
});
afterAll(() => backend.close());

interface Shaken {
  /** The session that was offered was taken up. */
  readonly reused: boolean;
  /** The newest that the server gave. */
  readonly session: Buffer;
}

/** A connection that offers a session, carries a WebSocket's handshake and is closed. */
async function shake(server: RunningServer, options: tls.ConnectionOptions = {}): Promise<Shaken> {
  const client = tls.connect({
    host: "127.0.0.1",
    port: server.ports.https,
    servername: name,
    ca: server.certificate(),
    ...options,
  });
  let session = options.session;
  client.on("session", (given: Buffer) => {
    session = given;
  });
  try {
    await new Promise((resolve, reject) => client.once("error", reject).once("secureConnect", resolve));
    client.write(lines(...handshake));
    expect(await heard(client, /\r\n\r\n/)).toMatch(/^HTTP\/1\.1 101 /);
    if (session === undefined) throw new Error("the server gave no session");
    return { reused: client.isSessionReused(), session };
  } finally {
    client.destroy();
  }
}

describe.each(["TLSv1.2", "TLSv1.3"] as const)("a session of %s", (version) => {
  const spoken = { minVersion: version, maxVersion: version } as const;

  it("is taken up again, on whichever address, and by the ticket that came of that", async () => {
    const server = await runServer(backend.port);
    const first = await shake(server, spoken);
    expect(first.reused).toBe(false);
    const second = await shake(server, { ...spoken, session: first.session, host: "::1" });
    expect(second.reused).toBe(true);
    expect(await shake(server, { ...spoken, session: second.session })).toMatchObject({ reused: true });
  });

  it("outlives a reload that changes nothing of it", async () => {
    const server = await runServer(backend.port);
    const { session } = await shake(server, spoken);
    expect(await server.reload({ idleTimeout: 60 })).toBe("reloaded");
    expect(await shake(server, { ...spoken, session })).toMatchObject({ reused: true });
  });

  it("ends with its certificate: the next handshake shows the new one", async () => {
    const server = await runServer(backend.port);
    const { session } = await shake(server, spoken);
    await server.renew();
    expect(await server.reload({})).toBe("reloaded");
    const renewed = await shake(server, { ...spoken, session });
    expect(renewed.reused).toBe(false);
    expect(await shake(server, { ...spoken, session: renewed.session })).toMatchObject({ reused: true });
  });

  it("ends with the rules it began with", async () => {
    const server = await runServer(backend.port);
    const { session } = await shake(server, spoken);
    expect(await server.reload({ profile: "compatible" })).toBe("reloaded");
    expect(await shake(server, { ...spoken, session })).toMatchObject({ reused: false });
  });

  it("ends with the key of its ticket: the handshake is a full one", async () => {
    const server = await runServer(backend.port, { bounds: { ticketKey: 3 } });
    const { session } = await shake(server, spoken);
    const isReused = async () => (await shake(server, { ...spoken, session })).reused;
    await expect.poll(isReused, { timeout: 10_000 }).toBe(false);
    const latest = async () => {
      const { session } = await shake(server, spoken);
      return (await shake(server, { ...spoken, session })).reused;
    };
    await expect.poll(latest, { timeout: 10_000 }).toBe(true);
  });
});

it("the key of tickets is gone from what a reload replaced, though a connection still lives by it", async () => {
  const server = await runServer(backend.port);
  const { session } = await shake(server);
  const early = connect(server.ports.https, "127.0.0.1");
  await new Promise((resolve) => early.once("connect", resolve));
  // The server accepts in turn: once a later client was served, it has that one too.
  await shake(server);
  expect(await server.reload({})).toBe("reloaded");
  expect(await shake(server, { session })).toMatchObject({ reused: true });
  expect(await shake(server, { session, socket: early })).toMatchObject({ reused: false });
});
