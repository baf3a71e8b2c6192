import type { Duplex } from "node:stream";
import type { Host } from "../host/host.ts";
import { type Deadline, deadlineIn } from "./deadline.ts";
import { type HttpAnswer, type HttpRequest, httpExchange } from "./http-exchange.ts";
import { openTls, type TlsRequest } from "./tls-session.ts";
import { type HandshakeResult, openWebSocket, type UpgradeRequest } from "./websocket-handshake.ts";
import { since, type WireFailure, wireFailure } from "./wire-failure.ts";

/** Where a server is and how to speak to it; each call opens a fresh connection, bounded as a whole. */
export interface WireTarget {
  readonly address: string;
  readonly port: number;
  /** Undefined: plain TCP. */
  readonly tls?: Omit<TlsRequest, "timeout">;
  /** Value of the Host header. */
  readonly host: string;
  /** Milliseconds for connecting, TLS and the handshake together. */
  readonly timeout: number;
}

export interface Wire {
  webSocket(request?: Omit<UpgradeRequest, "host" | "timeout">): Promise<HandshakeResult>;
  http(request: Omit<HttpRequest, "host" | "timeout">): Promise<HttpAnswer | WireFailure>;
}

/** @param within an outer deadline that also bounds every call */
export function createWire(host: Host, target: WireTarget, within?: Deadline): Wire {
  const exchange = async <R extends { readonly milliseconds: number }>(
    speak: (socket: Duplex, timeout: number) => Promise<R>,
  ): Promise<R | WireFailure> => {
    const started = performance.now();
    const deadline = deadlineIn(target.timeout, within);
    const socket = await connect(host, target, deadline);
    if ("outcome" in socket) return socket;
    return { ...(await speak(socket, deadline.left())), milliseconds: since(started) };
  };
  return {
    webSocket: (request) =>
      exchange((socket, timeout) => openWebSocket(socket, { ...request, host: target.host, timeout })),
    http: (request) =>
      exchange((socket, timeout) => httpExchange(socket, { ...request, host: target.host, timeout })),
  };
}

/** Opens a TCP connection through the host; a failure is a value, and an error that comes later cannot end the process. */
export async function dialSocket(
  host: Host,
  target: { readonly address: string; readonly port: number; readonly timeout: number },
): Promise<Duplex | WireFailure> {
  const started = performance.now();
  try {
    const socket = await host.dial(target);
    socket.on("error", () => {});
    return socket;
  } catch (error) {
    return wireFailure(error, started);
  }
}

async function connect(host: Host, target: WireTarget, deadline: Deadline): Promise<Duplex | WireFailure> {
  const socket = await dialSocket(host, { ...target, timeout: deadline.left() });
  if ("outcome" in socket || target.tls === undefined) return socket;
  const session = await openTls(socket, { ...target.tls, timeout: deadline.left() });
  return session.outcome === "opened" ? session.socket : session;
}
