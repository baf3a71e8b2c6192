import net from "node:net";
import { Duplex } from "node:stream";
import tls from "node:tls";
import { connectionTo, type Target } from "./target.ts";

/** Connections that are opened at the same time. */
const atOnce = 200;
/** Milliseconds until a connection that does not come about is given up. */
const connectTimeout = 20_000;

/** Connections that begin something and never end it; whether they stay is up to the other side. */
export class HeldConnections {
  readonly #open = new Set<net.Socket>();
  #most = 0;

  /** How many the other side holds now. */
  get held(): number {
    return this.#open.size;
  }

  /** How many it held at the same time at most. */
  get most(): number {
    return this.#most;
  }

  /** Opens so many to a port, each of which says this and nothing more. One that is refused is not tried again. */
  open(target: Target, count: number, says: Buffer | string): Promise<void> {
    const { ip: host, port = 443, from } = target;
    const options = { host, port, ...(from === undefined ? {} : { localAddress: from }) };
    return this.#fill(count, () => this.#hold(net.connect(options), "connect", says));
  }

  /** As `open`, once TLS is established. */
  openTls(target: Target, count: number, says: string): Promise<void> {
    const { headers: _, path: __, agent: ___, timeout: ____, ...options } = connectionTo(target);
    return this.#fill(count, () => this.#hold(tls.connect(options), "secureConnect", says));
  }

  /** A few bytes more over every one of them. */
  trickle(says: string): void {
    for (const socket of this.#open) socket.write(says);
  }

  async #fill(count: number, hold: () => Promise<void>): Promise<void> {
    let begun = 0;
    const opener = async () => {
      while (begun < count) {
        begun += 1;
        await hold();
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, opener));
  }

  #hold(socket: net.Socket, up: "connect" | "secureConnect", says: Buffer | string): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => socket.destroy(), connectTimeout);
      socket.once(up, () => {
        clearTimeout(late);
        socket.write(says);
        this.#open.add(socket);
        this.#most = Math.max(this.#most, this.#open.size);
        resolve();
      });
      // What comes is read, or the other side's end would not be seen.
      socket.resume();
      socket.on("error", () => undefined);
      socket.once("close", () => {
        clearTimeout(late);
        this.#open.delete(socket);
        resolve();
      });
    });
  }
}

/** The first message of a TLS handshake, as a client of this machine says it (RFC 8446, 4.1.2). */
export function clientHello(servername: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _, done) => {
        resolve(chunk);
        done();
      },
    });
    tls.connect({ socket: wire, servername }).on("error", () => undefined);
  });
}
