import { createServer, type Server, type Socket } from "node:net";
import tls from "node:tls";
import { onTestFinished } from "vitest";
import { name } from "../live/endpoint.ts";
import type { RunningServer } from "./running-server.ts";

export const handshake = [
  "GET / HTTP/1.1",
  `Host: ${name}`,
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
];

/** The answer to the key above (RFC 6455 1.3). */
export const accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

export function lines(...all: readonly string[]): string {
  return [...all, "", ""].join("\r\n");
}

/** A TLS connection that says just what it is told to. */
export function rawClient(
  server: RunningServer,
  options: tls.ConnectionOptions = {},
): Promise<tls.TLSSocket> {
  const socket = tls.connect({
    host: "127.0.0.1",
    port: server.ports.https,
    servername: name,
    ca: server.certificate(),
    allowHalfOpen: true,
    ...options,
  } as tls.ConnectionOptions);
  onTestFinished(() => void socket.destroy());
  return new Promise((resolve, reject) => {
    socket.once("error", reject).once("secureConnect", () => {
      socket.off("error", reject).on("error", () => undefined);
      resolve(socket);
    });
  });
}

/** Everything that comes until it matches, or until the other side ends. */
export function heard(socket: Socket, pattern?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const end = () => {
      socket.off("data", take).off("end", end).off("close", end);
      resolve(text);
    };
    const take = (bytes: Buffer) => {
      text += bytes.toString("latin1");
      if (pattern?.test(text)) end();
    };
    socket.on("data", take).once("end", end).once("close", end);
  });
}

/** A backend of bytes: `serve` gets each connection. */
export async function rawBackend(serve: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => undefined);
    onEnd.add(socket);
    serve(socket);
  });
  const onEnd = new Set<Socket>();
  onTestFinished(() => {
    server.close();
    for (const socket of onEnd) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
