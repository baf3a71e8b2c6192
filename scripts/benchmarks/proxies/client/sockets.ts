import type { Socket } from "node:net";
import { clientFrame, serverFrame } from "./frame.ts";
import { type Address, openSocket, patience } from "./socket.ts";

/** What an exchange of messages came to. */
export type Exchanged = {
  /** Messages that came back. */
  readonly messages: number;
  readonly seconds: number;
  /** Seconds of one core that the client itself took. */
  readonly clientCpu: number;
};

/** Handshakes under way at the same time. */
const atOnce = 20;

/** WebSockets of one endpoint, held open. */
export class Sockets {
  readonly #open = new Set<Socket>();
  /** Gets the bytes of a socket, while there is an exchange. */
  #heard: (socket: Socket, bytes: number) => void = () => undefined;
  #dropped = 0;

  get open(): number {
    return this.#open.size;
  }

  /** How many were closed from the other end so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Opens sockets until there are `count`, or until one is refused: that is as many as the endpoint holds. */
  async fill(address: Address, count: number): Promise<string | undefined> {
    let refused: string | undefined;
    let begun = this.#open.size;
    const opener = async () => {
      while (begun < count && refused === undefined) {
        begun += 1;
        try {
          this.#hold(await openSocket(address));
        } catch (error) {
          refused ??= (error as Error).message;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, count) }, opener));
    return refused;
  }

  /**
   * Every socket sends a message and, when it is back, the next, until there were `count` in all or `limit` milliseconds
   * are over; those under way are waited for. Rejects when one does not come back, as no figure would mean anything.
   */
  exchange(size: number, count: number, limit: number): Promise<Exchanged> {
    const payload = Buffer.alloc(size, "x");
    const frame = clientFrame(payload);
    const { length } = serverFrame(payload);
    const missing = new Map<Socket, number>();
    let [sent, most, messages] = [0, count, 0];
    const before = process.cpuUsage();
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const send = (socket: Socket) => {
        if (sent === most) return;
        sent += 1;
        missing.set(socket, length);
        socket.write(frame);
      };
      const end = () => {
        clearTimeout(soft);
        clearTimeout(hard);
        this.#heard = () => undefined;
        const { user, system } = process.cpuUsage(before);
        const seconds = (performance.now() - started) / 1000;
        resolve({ messages, seconds, clientCpu: (user + system) / 1e6 });
      };
      const soft = setTimeout(() => {
        most = sent;
      }, limit);
      const hard = setTimeout(
        () => reject(new Error(`${sent - messages} of ${sent} messages did not come back`)),
        limit + patience,
      );
      this.#heard = (socket, bytes) => {
        const left = (missing.get(socket) ?? 0) - bytes;
        missing.set(socket, left);
        if (left > 0) return;
        messages += 1;
        send(socket);
        if (messages === most) end();
      };
      for (const socket of this.#open) send(socket);
    });
  }

  close(): void {
    for (const socket of this.#open) socket.off("close", this.#lose).destroy();
    this.#open.clear();
  }

  readonly #lose = () => {
    this.#dropped += 1;
  };

  #hold(socket: Socket): void {
    this.#open.add(socket);
    socket.on("data", (bytes: Buffer) => this.#heard(socket, bytes.length));
    socket.once("close", this.#lose);
    socket.once("close", () => this.#open.delete(socket));
  }
}
