import type { Duplex } from "node:stream";
import { maxHeaderSize, type ResponseHead } from "./response-head.ts";
import { type WebSocketConnection, webSocketConnection } from "./websocket-connection.ts";
import { since, timedOut, type WireFailure, wireFailure } from "./wire-failure.ts";

export interface UpgradeRequest {
  /** Value of the Host header. */
  readonly host: string;
  /** Path with query; `/` when not said. */
  readonly path?: string;
  readonly origin?: string;
  readonly protocols?: readonly string[];
  /** Milliseconds for the whole handshake, however slowly the bytes come. */
  readonly timeout: number;
}

export type HandshakeResult =
  | {
      readonly outcome: "opened";
      readonly connection: WebSocketConnection;
      readonly milliseconds: number;
    }
  | {
      readonly outcome: "refused";
      readonly status: number;
      readonly statusText: string;
      readonly milliseconds: number;
    }
  | WireFailure;

const maxMessageSize = 16 * 1024 * 1024;

/**
 * The client's opening handshake of RFC 6455 section 4.1 over an open connection. A 101 counts only with the exact
 * `Sec-WebSocket-Accept`, `Upgrade: websocket` and `Connection: Upgrade`. Never throws; the connection is closed unless it opened.
 */
export async function openWebSocket(socket: Duplex, request: UpgradeRequest): Promise<HandshakeResult> {
  const started = performance.now();
  const { WebSocket } = await import("ws");
  return new Promise((settle) => {
    const webSocket = new WebSocket(
      `ws://endpoint.invalid${request.path ?? "/"}`,
      [...(request.protocols ?? [])],
      {
        createConnection: () => socket as never,
        headers: { Host: request.host },
        maxHeaderSize,
        maxPayload: maxMessageSize,
        perMessageDeflate: false,
        ...(request.origin === undefined ? {} : { origin: request.origin }),
      },
    );
    const connection = webSocketConnection(webSocket);
    const end = (result: HandshakeResult) => {
      clearTimeout(timer);
      if (result.outcome !== "opened") socket.destroy();
      settle(result);
    };
    const timer = setTimeout(() => end(timedOut(started)), request.timeout);
    webSocket.on("error", (error) => end(wireFailure(error, started)));
    webSocket.once("unexpected-response", (_request, response) => end(refused(response, started)));
    webSocket.once("open", () => end({ outcome: "opened", connection, milliseconds: since(started) }));
  });
}

/** A 101 arrives here when its Upgrade or Connection header is missing. */
function refused(response: ResponseHead, started: number): HandshakeResult {
  if (response.statusCode === 101) {
    return wireFailure(new Error("101 without Upgrade: websocket and Connection: Upgrade"), started);
  }
  return {
    outcome: "refused",
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? "",
    milliseconds: since(started),
  };
}
