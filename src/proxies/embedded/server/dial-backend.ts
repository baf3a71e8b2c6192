import { connect as connectTcp, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import { isAddress } from "../../../core/validate/address.ts";
import type { PooledBackend } from "./backend-pool.ts";

/** Milliseconds until a connection is up, TLS included. */
const patience = 5_000;

/** Milliseconds of silence after which the kernel asks whether the other side is still there (tcp(7)). */
export const keepAliveDelay = 60_000;

/** What a connection to a backend over TLS has to satisfy. */
export interface Trust {
  /** PEM of the authorities that count; undefined: those that come with Node. */
  readonly roots: Buffer | undefined;
}

/** Opens a connection to a backend; over TLS its certificate must be good for its name. @throws the kernel's or OpenSSL's error */
export function dialBackend(backend: PooledBackend, { roots }: Trust): Promise<Socket> {
  const { host, port, tls, certifiedName } = backend;
  const options = {
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveDelay,
    // A WebSocket may end in one direction before the other.
    allowHalfOpen: true,
  };
  const socket = tls
    ? connectTls({
        ...options,
        ALPNProtocols: ["http/1.1"],
        ...(isAddress(certifiedName) ? {} : { servername: certifiedName }),
        checkServerIdentity: (_, certificate) => checkServerIdentity(certifiedName, certificate),
        ...(roots === undefined ? {} : { ca: roots }),
      })
    : connectTcp(options);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("no connection in time")), patience);
    // It stays: an error that nobody listens for would end the process, and everybody's connections.
    socket.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    socket.once(tls ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}
