import type { WebSocket } from "ws";

/** An open WebSocket, reduced to what a proof needs. Nothing here throws. */
export interface WebSocketConnection {
  /** The subprotocol that the server took, or "". */
  readonly protocol: string;
  send(data: string | Uint8Array): void;
  /** The next message: text as a string, binary as a Buffer; undefined after `timeout` ms or when the connection is over. */
  receive(timeout: number): Promise<string | Buffer | undefined>;
  /** Milliseconds until the pong (RFC 6455 section 5.5.3); undefined when none came within `timeout` ms. */
  ping(timeout: number): Promise<number | undefined>;
  /** Says goodbye and waits until the connection is really gone, so that it no longer counts against a limit. */
  close(): Promise<void>;
  /** Drops it at once. */
  terminate(): void;
}

/** A server that talks without being asked can only be evidence with its first words. */
const maxQueued = 256;
const closeTimeout = 1000;

/** @param webSocket still connecting or just open, so that no message is missed */
export function webSocketConnection(webSocket: WebSocket): WebSocketConnection {
  const queue: (string | Buffer)[] = [];
  let wake = () => {};
  webSocket.on("message", (data: Buffer, binary) => {
    if (queue.length < maxQueued) queue.push(binary ? data : data.toString("utf8"));
    wake();
  });
  webSocket.on("close", () => wake());
  return {
    get protocol() {
      return webSocket.protocol;
    },
    send: (data) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(data, () => {});
    },
    receive: async (timeout) => {
      if (queue.length === 0 && webSocket.readyState === webSocket.OPEN) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeout);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return queue.shift();
    },
    ping: (timeout) => ping(webSocket, timeout),
    close: () => close(webSocket),
    terminate: () => webSocket.terminate(),
  };
}

function ping(webSocket: WebSocket, timeout: number): Promise<number | undefined> {
  if (webSocket.readyState !== webSocket.OPEN) return Promise.resolve(undefined);
  const started = performance.now();
  return new Promise((settle) => {
    const end = (milliseconds: number | undefined) => {
      clearTimeout(timer);
      webSocket.off("pong", pong);
      webSocket.off("close", closed);
      settle(milliseconds);
    };
    const pong = () => end(Math.round(performance.now() - started));
    const closed = () => end(undefined);
    const timer = setTimeout(closed, timeout);
    webSocket.once("pong", pong);
    webSocket.once("close", closed);
    webSocket.ping(undefined, true, () => {});
  });
}

function close(webSocket: WebSocket): Promise<void> {
  if (webSocket.readyState === webSocket.CLOSED) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => webSocket.terminate(), closeTimeout);
    webSocket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    webSocket.close(1000);
  });
}
