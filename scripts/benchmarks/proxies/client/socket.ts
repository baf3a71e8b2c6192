import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Where the client connects to. */
export type Address = {
  readonly ip: string;
  readonly port: number;
  /** The name in SNI and in Host. */
  readonly name: string;
  readonly tls: boolean;
};

/** Milliseconds after which an answer is no longer waited for. */
export const patience = 5_000;

/** Opens a WebSocket and gives back the bare connection behind the 101. Rejects with what came instead. */
export function openSocket({ ip, port, name, tls }: Address): Promise<Socket> {
  const socket = tls
    ? connectTls({ host: ip, port, servername: name, rejectUnauthorized: false })
    : connect({ host: ip, port });
  const request = [
    "GET / HTTP/1.1",
    `Host: ${name}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  socket.setNoDelay(true);
  socket.once(tls ? "secureConnect" : "connect", () => socket.write(`${request.join("\r\n")}\r\n\r\n`));
  return new Promise((resolve, reject) => {
    let head = "";
    const fail = (reason: string) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(reason));
    };
    const timer = setTimeout(() => fail(`no answer within ${patience} ms`), patience);
    const ended = () => fail("it was closed");
    const look = (bytes: Buffer) => {
      head += bytes.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      if (!head.startsWith("HTTP/1.1 101 ")) return fail(head.split("\r\n")[0] ?? "");
      clearTimeout(timer);
      socket.off("data", look).off("close", ended);
      resolve(socket);
    };
    socket.on("data", look).once("close", ended);
    socket.on("error", (error) => fail(error.message));
  });
}
