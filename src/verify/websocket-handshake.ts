import type { Duplex } from "node:stream";
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
      readonly status: 101;
      readonly headers: Headers;
      readonly connection: WebSocketConnection;
      readonly milliseconds: number;
    }
  | {
      readonly outcome: "refused";
      readonly status: number;
      readonly statusText: string;
      readonly headers: Headers;
      readonly milliseconds: number;
    }
  | WireFailure;

/** The head of an HTTP answer; names in lower case. */
export interface ResponseHead {
  readonly statusCode?: number | undefined;
  readonly statusMessage?: string | undefined;
  readonly headers: Headers;
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Bytes; a server that sends more is hung up on. */
export const maxHeaderSize = 16 * 1024;
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
        finishRequest: (client) => {
          client.on("information", ({ statusCode }) => {
            if (statusCode === 101)
              end(wireFailure(new Error("101 without Connection: Upgrade and Upgrade: websocket"), started));
          });
          client.end();
        },
        ...(request.origin === undefined ? {} : { origin: request.origin }),
      },
    );
    const connection = webSocketConnection(webSocket);
    let headers: Headers = {};
    const end = (result: HandshakeResult) => {
      clearTimeout(timer);
      if (result.outcome !== "opened") socket.destroy();
      settle(result);
    };
    const timer = setTimeout(() => end(timedOut(started)), request.timeout);
    webSocket.on("error", (error) => end(wireFailure(error, started)));
    webSocket.once("upgrade", (response) => {
      headers = response.headers;
    });
    webSocket.once("unexpected-response", (_request, response) => end(refused(response, started)));
    webSocket.once("open", () =>
      end({ outcome: "opened", status: 101, headers, connection, milliseconds: since(started) }),
    );
  });
}

function refused(response: ResponseHead, started: number): HandshakeResult {
  return {
    outcome: "refused",
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? "",
    headers: response.headers,
    milliseconds: since(started),
  };
}
