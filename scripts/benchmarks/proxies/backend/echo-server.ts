import { createHash } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";

/** RFC 6455 sections 1.3 and 5.2. */
const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const [close, ping, pong] = [0x88, 0x89, 0x8a];

/**
 * A WebSocket server that sends every message back and does nothing else, so that it stands in nobody's way. Fragments
 * go back as fragments.
 */
export function echoServer(): Server {
  return createServer({ noDelay: true }, (socket) => {
    let pending: Buffer = Buffer.alloc(0);
    let isOpen = false;
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes: Buffer) => {
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes]);
      if (!isOpen) {
        const end = pending.indexOf("\r\n\r\n");
        if (end < 0) return;
        const reply = answerTo(pending.toString("latin1", 0, end));
        if (reply === undefined)
          return void socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        socket.write(reply);
        isOpen = true;
        pending = pending.subarray(end + 4);
      }
      socket.cork();
      for (let size = echo(socket, pending); size > 0; size = echo(socket, pending))
        pending = pending.subarray(size);
      socket.uncork();
    });
  });
}

/** The 101 to a handshake; undefined for any other request. */
function answerTo(head: string): string | undefined {
  const key = /^sec-websocket-key: *(\S+)/im.exec(head)?.[1];
  if (key === undefined) return undefined;
  const hash = createHash("sha1").update(`${key}${guid}`).digest("base64");
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
  return [...lines, `Sec-WebSocket-Accept: ${hash}`, "", ""].join("\r\n");
}

/** Sends the first frame back, without its mask. @returns its length; 0 when it is not all there */
function echo(socket: Socket, bytes: Buffer): number {
  if (bytes.length < 2) return 0;
  const short = bytes.readUInt8(1) & 0x7f;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head + 4) return 0;
  const size =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  const end = head + 4 + size;
  if (bytes.length < end) return 0;
  const payload = bytes.subarray(head + 4, end);
  unmask(payload, bytes.readUInt32BE(head));
  const first = bytes.readUInt8(0);
  socket.write(Buffer.from([first === ping ? pong : first, short, ...bytes.subarray(2, head)]));
  socket.write(payload);
  if (first === close) socket.end();
  return end;
}

/** In place. The client that measures masks with zeros, which costs nothing here. */
function unmask(payload: Buffer, mask: number): void {
  if (mask === 0) return;
  for (let index = 0; index < payload.length; index += 1)
    payload.writeUInt8(payload.readUInt8(index) ^ ((mask >>> (24 - 8 * (index % 4))) & 0xff), index);
}
