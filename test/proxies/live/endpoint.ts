import tls from "node:tls";
import { type HttpReply, httpGet } from "../../helpers/client/http-get.ts";
import { askRaw, connectRaw, type RawReply } from "../../helpers/client/raw.ts";
import type { Target } from "../../helpers/client/target.ts";
import {
  type EchoReport,
  echoOver,
  type OpenWebSocket,
  openWebSocket,
} from "../../helpers/client/websocket.ts";
import type { Place } from "./live-proxy.ts";
import type { Material } from "./material.ts";

/** The name that clients call. */
export const name = "node.example.com";

/** A proxy that runs, as its clients see it. */
export interface Endpoint<Chosen = object> {
  readonly place: Place;
  readonly target: (more?: Partial<Target>) => Target;
  /** The same at the port for plain HTTP. */
  readonly plain: (more?: Partial<Target>) => Target;
  /** The status of a handshake; a socket that opens stays open until the test ends. */
  readonly status: (more?: Partial<Target>) => Promise<number>;
  /** A handshake that must be accepted; open until the test ends. */
  readonly opened: (more?: Partial<Target>) => Promise<OpenWebSocket>;
  readonly echo: (more?: Partial<Target>, message?: string) => Promise<EchoReport>;
  readonly get: (more?: Partial<Target> & { readonly body?: string }) => Promise<HttpReply>;
  /** One request, line by line, over a connection of its own. */
  readonly raw: (lines: readonly string[], more?: Partial<Target>) => Promise<RawReply>;
  readonly connectTls: (options?: tls.ConnectionOptions) => Promise<tls.TLSSocket>;
  /** What the proxy logged so far. */
  readonly log: () => string;
  /** Something else is served from now on, perhaps with another certificate. */
  readonly reload: (chosen?: Chosen, material?: Material) => Promise<void>;
}

/** What clients of an endpoint do. @param keep is given each WebSocket that is left open */
export function clientsOf(place: Place, material: () => Material, keep: (socket: OpenWebSocket) => void) {
  const { https, http } = place.ports;
  const target = (more: Partial<Target> = {}): Target => ({
    ...{ ip: "127.0.0.1", port: https, host: name, ca: material().certificate },
    ...more,
  });
  const plain = (more: Partial<Target> = {}): Target => ({
    ...{ ip: "127.0.0.1", port: http, host: name, tls: false },
    ...more,
  });
  const open = async (more?: Partial<Target>) => {
    const socket = await openWebSocket(target(more));
    if ("ask" in socket) keep(socket);
    return socket;
  };
  return {
    target,
    plain,
    status: async (more?: Partial<Target>) => (await open(more)).status,
    opened: async (more?: Partial<Target>) => {
      const socket = await open(more);
      if ("ask" in socket) return socket;
      throw new Error(`The handshake was answered with ${socket.status}.`);
    },
    echo: (more?: Partial<Target>, message?: string) => echoOver(target(more), message),
    get: (more?: Partial<Target> & { readonly body?: string }) => httpGet({ ...target(), ...more }),
    raw: async (lines: readonly string[], more?: Partial<Target>) => {
      const connection = await connectRaw(target(more));
      const reply = await askRaw(connection, lines);
      connection.destroy();
      return reply;
    },
    connectTls: (options: tls.ConnectionOptions = {}) => {
      const connection = tls.connect({
        ...{ host: "127.0.0.1", port: https, servername: name, ca: material().certificate },
        ...options,
      });
      return new Promise<tls.TLSSocket>((resolve, reject) => {
        connection.once("secureConnect", () => resolve(connection)).once("error", reject);
      });
    },
  };
}
