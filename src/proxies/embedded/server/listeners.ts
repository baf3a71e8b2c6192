import { randomBytes, randomFillSync } from "node:crypto";
import {
  createServer as createHttp,
  type Server as HttpServer,
  type RequestListener,
  type ServerOptions,
} from "node:http";
import { createServer as createHttps, type Server as HttpsServer } from "node:https";
import { isIPv6, type Socket } from "node:net";
import { keepAliveDelay } from "./dial-backend.ts";
import { milliseconds } from "./milliseconds.ts";
import { plainHandler } from "./plain-handler.ts";
import { redirectHandler } from "./redirect-handler.ts";
import type { Service } from "./service.ts";
import { upgradeHandler } from "./upgrade-handler.ts";

/** Clients that may come at once, as after an outage; the kernel allows no more by itself (listen(2)). */
const backlog = 4_096;

/** Bytes of what session tickets are sealed with: a name, a key for HMAC and one for AES (tls.createServer). */
const ticketKeyBytes = 48;

type Listening =
  | { readonly tls: true; readonly server: HttpsServer }
  | { readonly tls: false; readonly server: HttpServer };

/** The sockets that clients connect to, each with a server of its own. */
export class Listeners {
  readonly #service: Service;
  readonly #plain: RequestListener;
  readonly #listening = new Map<string, Listening>();
  readonly #connections = new Set<Socket>();
  /**
   * One for all listeners, in memory alone, and none stays long: with it, TLS 1.2 that was recorded could be read. Node
   * knows one at a time, so a ticket of the one before, be it some minutes old, leads to a full handshake.
   */
  readonly #ticketKey = randomBytes(ticketKeyBytes);
  readonly #ticketKeyChange: NodeJS.Timeout;

  constructor(service: Service) {
    this.#service = service;
    this.#plain = plainHandler(service);
    const { ticketKey } = service.current.settings.config.bounds;
    this.#ticketKeyChange = setInterval(() => this.#changeTicketKey(), milliseconds(ticketKey)).unref();
  }

  /**
   * Listens where the current settings say and nowhere else, and hands out the current certificate. Connections that
   * are open stay open. @throws Error of listen(2)
   */
  async follow(): Promise<void> {
    const { settings, contexts } = this.#service.current;
    const { addresses, https, http } = settings.config.listen;
    const wanted = addresses.flatMap((address) => [
      ...(https === undefined ? [] : [{ address, port: https, tls: true }]),
      ...(http === undefined ? [] : [{ address, port: http, tls: false }]),
    ]);
    const keys = new Set(wanted.map(keyOf));
    for (const [key, { server, tls }] of this.#listening) {
      // The context of before lives on with the connections that were opened under it; the key must not.
      if (tls) server.setTicketKeys(randomBytes(ticketKeyBytes));
      if (keys.has(key)) {
        if (tls) server.setSecureContext({ ...contexts.others, ticketKeys: this.#ticketKey });
        server.timeout = milliseconds(settings.config.idleTimeout);
      } else {
        this.#listening.delete(key);
        server.close();
      }
    }
    for (const place of wanted) {
      if (!this.#listening.has(keyOf(place)))
        await this.#open(place).catch((error) => this.#pass(place, error));
    }
  }

  /** A kernel without IPv6 has no such address to listen on. @throws Error any other */
  #pass({ address }: Place, error: unknown): void {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (address !== "::" || (code !== "EAFNOSUPPORT" && code !== "EADDRNOTAVAIL")) throw error;
    this.#service.log(`no IPv6 here (${code})`);
  }

  /** Ends everything at once. */
  close(): void {
    clearInterval(this.#ticketKeyChange);
    for (const { server } of this.#listening.values()) server.close();
    for (const connection of this.#connections) connection.destroy();
  }

  #changeTicketKey(): void {
    // In place: no old one stays.
    randomFillSync(this.#ticketKey);
    for (const { server, tls } of this.#listening.values()) {
      if (tls) server.setTicketKeys(this.#ticketKey);
    }
  }

  async #open(place: Place): Promise<void> {
    const listening: Listening = place.tls
      ? { tls: true, server: this.#https() }
      : { tls: false, server: createHttp(this.#options(), redirectHandler(this.#service)) };
    const { server } = listening;
    server.timeout = milliseconds(this.#service.current.settings.config.idleTimeout);
    server.on("connection", (connection: Socket) => {
      this.#connections.add(connection);
      connection.once("close", () => this.#connections.delete(connection));
    });
    const { address: host, port } = place;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, ipv6Only: isIPv6(host), backlog }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    server.on("error", (error) => this.#service.log(error.message));
    this.#listening.set(keyOf(place), listening);
  }

  #https(): HttpsServer {
    const { contexts, settings } = this.#service.current;
    const server = createHttps(
      {
        ...this.#options(),
        ...contexts.others,
        ticketKeys: this.#ticketKey,
        ALPNProtocols: ["http/1.1"],
        handshakeTimeout: milliseconds(settings.config.bounds.tls),
        SNICallback: (servername, done) => {
          const { names, contexts } = this.#service.current;
          done(null, names.has(servername) ? contexts.ours : undefined);
        },
        // A WebSocket may end in one direction before the other.
        allowHalfOpen: true,
      } as Parameters<typeof createHttps>[0],
      this.#plain,
    );
    server.on("upgrade", upgradeHandler(this.#service));
    return server;
  }

  #options(): ServerOptions {
    const { bounds } = this.#service.current.settings.config;
    return {
      headersTimeout: milliseconds(bounds.head),
      requestTimeout: milliseconds(bounds.request),
      keepAliveTimeout: milliseconds(bounds.keepAlive),
      connectionsCheckingInterval: Math.min(1_000, milliseconds(bounds.head / 2)),
      maxHeaderSize: bounds.headBytes,
      // Finds clients that vanished without a word, so that ghosts do not use up an address's connections.
      keepAlive: true,
      keepAliveInitialDelay: keepAliveDelay,
      noDelay: true,
    };
  }
}

interface Place {
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
}

function keyOf({ address, port, tls }: Place): string {
  return `${tls ? "https" : "http"} ${address} ${port}`;
}
