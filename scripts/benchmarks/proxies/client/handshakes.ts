import { connect, type TLSSocket } from "node:tls";
import { type Address, patience } from "./socket.ts";

export type HandshakeKind = {
  readonly version: "TLSv1.2" | "TLSv1.3";
  /** Takes up the session of the handshake before. */
  readonly resumed: boolean;
};

export type Handshakes = {
  readonly done: number;
  /** How many of them took up a session. */
  readonly resumed: number;
};

/** Handshakes under way at the same time. */
const atOnce = 8;

/** So many TLS handshakes, each on a connection of its own that is closed after it. Rejects when one fails. */
export async function shakeHands(address: Address, kind: HandshakeKind, count: number): Promise<Handshakes> {
  let [begun, done, resumed] = [0, 0, 0];
  const one = async () => {
    let session = kind.resumed ? (await shake(address, kind, undefined)).session : undefined;
    while (begun < count) {
      begun += 1;
      const outcome = await shake(address, kind, session);
      if (kind.resumed) session = outcome.session ?? session;
      done += 1;
      resumed += Number(outcome.reused);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, one));
  return { done, resumed };
}

type Outcome = { readonly reused: boolean; readonly session: Buffer | undefined };

/** One handshake. The server ends the connection, so that it has seen all of the handshake. */
function shake(
  { ip, port, name }: Address,
  { version }: HandshakeKind,
  session: Buffer | undefined,
): Promise<Outcome> {
  // The same key exchange with all, X25519: the newest hybrid one is spoken by some alone, and costs more. TLS 1.2 takes no
  // key of P-256 where the client does not list the curve.
  const spoken = { minVersion: version, maxVersion: version, ecdhCurve: "X25519:P-256" };
  const socket: TLSSocket = connect({
    host: ip,
    port,
    servername: name,
    rejectUnauthorized: false,
    ...spoken,
    ...(session === undefined ? {} : { session }),
  });
  let next: Buffer | undefined;
  let reused = false;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("no handshake in time")), patience);
    // What comes later (tickets of TLS 1.3) is read until the server ends.
    socket.on("session", (ticket: Buffer) => {
      next = ticket;
    });
    socket.once("secureConnect", () => {
      reused = socket.isSessionReused();
      socket.end();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve({ reused, session: next });
    });
    socket.resume();
  });
}
