import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { encodeFrame, messageReader, opcodes } from "./frames.ts";
import { type Dialect, replyTo } from "./json-rpc.ts";
import { answerSpecially, type BackendState, talkSpecially } from "./special-paths.ts";

export type TestBackendOptions = Partial<Dialect> & {
  /** 0, or left out: a free one. */
  readonly port?: number;
  /** 127.0.0.1 when left out. */
  readonly host?: string;
  /** Answers 403 to a Host header that names another machine than this one, as Substrate does. */
  readonly hostCheck?: boolean;
  /** As an Engine.IO server does: speaks first to each WebSocket, and takes them on its own path alone. */
  readonly engineIo?: boolean;
  /** Speaks TLS with this certificate and its key, in PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
};

export type TestBackend = { readonly port: number; readonly close: () => Promise<void> };

/** RFC 6455 section 1.3. */
const websocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Engine.IO's handshake (engine.io-protocol 4). */
const openPacket = '0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';

/**
 * A small WebSocket server on Node's own modules: it echoes text and binary messages, tells the headers of its upgrade
 * to `{"test":"headers"}`, answers a plain GET with the request's headers, a POST and messages with JSON-RPC if asked to.
 * Paths below /test/ are special (see special-paths.ts).
 */
export async function startTestBackend(options: TestBackendOptions = {}): Promise<TestBackend> {
  const { port = 0, host = "127.0.0.1", hostCheck = false, substrate = false, unsafe = false } = options;
  const dialect = { substrate, unsafe };
  const greeting = options.engineIo === true ? [encodeFrame(opcodes.text, Buffer.from(openPacket))] : [];
  const isForeign = (request: IncomingMessage) => hostCheck && !isOwnHost(request.headers.host ?? "");
  const sockets = new Set<Duplex>();
  const state: BackendState = { requests: [], plain: 200 };
  const note = ({ method, url }: IncomingMessage) => state.requests.push(`${method} ${url}`);
  const server = options.tls === undefined ? createServer() : createTlsServer(options.tls);
  server.on("request", (request, response) => {
    if (answerSpecially(request, response, state)) return;
    note(request);
    if (isForeign(request)) response.writeHead(403).end("Provided Host header is not whitelisted.\n");
    else answer(request, response, dialect);
  });
  server.on("upgrade", (request, socket) => {
    note(request);
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    // Node keeps the other direction open, which no WebSocket server does.
    socket.once("end", () => socket.end());
    if (options.engineIo === true && request.url?.startsWith("/socket.io/") !== true)
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else if (isForeign(request))
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else accept(request, socket, { dialect, greeting });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

function answer(request: IncomingMessage, response: ServerResponse, dialect: Dialect): void {
  let body = "";
  request.setEncoding("utf8").on("data", (text: string) => {
    body += text;
  });
  request.on("end", () => {
    const { method = "", url = "", headers } = request;
    const reply = method === "POST" ? replyTo(body, dialect) : undefined;
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(reply ?? JSON.stringify({ method, url, headers, body, port: request.socket.localPort }));
  });
}

function accept(
  request: IncomingMessage,
  socket: Duplex,
  { dialect, greeting }: { readonly dialect: Dialect; readonly greeting: readonly Buffer[] },
): void {
  const key = request.headers["sec-websocket-key"];
  if (request.headers.upgrade?.toLowerCase() !== "websocket" || key === undefined) {
    socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return;
  }
  const hash = createHash("sha1").update(`${key}${websocketGuid}`).digest("base64");
  const [protocol] = request.headers["sec-websocket-protocol"]?.split(/, */) ?? [];
  const head = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${hash}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  const switched = Buffer.from([...head, "", ""].join("\r\n"));
  if (talkSpecially(request, socket, switched)) return;
  socket.write(Buffer.concat([switched, ...greeting]));
  const read = messageReader();
  socket.on("data", (bytes: Buffer) => {
    for (const { opcode, payload } of read(bytes)) {
      if (opcode === opcodes.close) socket.end(encodeFrame(opcodes.close, payload));
      else if (opcode === opcodes.ping) socket.write(encodeFrame(opcodes.pong, payload));
      else if (opcode === opcodes.text) socket.write(encodeFrame(opcode, Buffer.from(textReply(payload))));
      else if (opcode === opcodes.binary) socket.write(encodeFrame(opcode, payload));
    }
  });
  const textReply = (payload: Buffer) => {
    const text = payload.toString("utf8");
    if (text === '{"test":"headers"}')
      return JSON.stringify({ url: request.url, headers: request.headers, port: request.socket.localPort });
    return replyTo(text, dialect) ?? text;
  };
}

function isOwnHost(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
}
