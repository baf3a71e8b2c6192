import type { IncomingHttpHeaders } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { type Session, sessionOf } from "./session.ts";
import { connectionTo, type Target } from "./target.ts";

/** An open WebSocket and the handshake that opened it. */
export type OpenWebSocket = {
  readonly status: 101;
  readonly session: Session | undefined;
  /** Sends a message and waits for the next one that comes. Rejects when the socket closes instead. */
  readonly ask: (message: string | Buffer) => Promise<string>;
  /** Comes when the socket is closed, by whom ever: the close code. */
  readonly closed: Promise<number>;
  readonly close: () => Promise<number>;
};

/** A handshake that was answered with something else than 101. */
export type RefusedWebSocket = {
  readonly status: number;
  readonly session: Session | undefined;
  readonly headers: IncomingHttpHeaders;
};

/** What a single echo showed. */
export type EchoReport = {
  readonly status: number;
  readonly echo: string | undefined;
  readonly session: Session | undefined;
};

/** Opens a WebSocket. Rejects when there is no HTTP answer: refused connection, TLS alert, timeout. */
export function openWebSocket(target: Target): Promise<OpenWebSocket | RefusedWebSocket> {
  const { host, port, path, headers, timeout, agent, ...tls } = connectionTo(target);
  const url = `${target.tls === false ? "ws" : "wss"}://${host.includes(":") ? `[${host}]` : host}:${port}${path}`;
  const socket = new WebSocket(url, { ...tls, headers, handshakeTimeout: timeout, perMessageDeflate: false });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  let raw: Duplex | null = null;
  socket.once("upgrade", (response) => {
    raw = response.socket;
  });
  return new Promise((resolve, reject) => {
    socket.once("unexpected-response", (request, response) => {
      const session = sessionOf(response.socket);
      request.destroy();
      resolve({ status: response.statusCode ?? 0, session, headers: response.headers });
    });
    socket.on("error", reject);
    socket.once("open", () => {
      const close = () => {
        socket.close();
        return closed;
      };
      resolve({ status: 101, session: sessionOf(raw), ask: asker(socket), closed, close });
    });
  });
}

/** Opens a WebSocket, sends a text, takes the answer and closes. `echo` is undefined when the handshake was refused. */
export async function echoOver(target: Target, message = "hello"): Promise<EchoReport> {
  const socket = await openWebSocket(target);
  if (!("ask" in socket)) return { status: socket.status, echo: undefined, session: socket.session };
  const echo = await socket.ask(message);
  await socket.close();
  return { status: socket.status, echo, session: socket.session };
}

function asker(socket: WebSocket): OpenWebSocket["ask"] {
  return (message) =>
    new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) {
        reject(new Error("The socket was closed before."));
        return;
      }
      const onClose = (code: number) =>
        reject(new Error(`The socket was closed with ${code} instead of an answer.`));
      socket.once("close", onClose);
      socket.once("message", (data) => {
        socket.off("close", onClose);
        resolve(String(data));
      });
      socket.send(message);
    });
}
