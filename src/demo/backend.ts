// biome-ignore lint/style/noRestrictedImports: this is a server of its own, which only stands beside the host.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

export interface EchoBackend {
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Bytes of a message; the proof sends much less. */
const largestMessage = 16 * 1024 * 1024;

const welcome = `This is the echo backend of wss-setup's demo.
Open a WebSocket here and it sends every message back.
`;

/** A small WebSocket server that sends every message back, on a free port of 127.0.0.1; a GET gets a few words, as a WebSocket server's 426. */
export async function startEchoBackend(): Promise<EchoBackend> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(426, {
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Content-Type": "text/plain; charset=utf-8",
    });
    response.end(welcome);
  });
  const sockets = new WebSocketServer({ server, maxPayload: largestMessage, perMessageDeflate: false });
  sockets.on("connection", (socket) => {
    socket.on("error", () => socket.terminate());
    socket.on("message", (message, binary) => socket.send(message, { binary }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the backend has no port");
  return {
    url: `ws://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
