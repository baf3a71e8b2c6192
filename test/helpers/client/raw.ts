import net from "node:net";
import tls from "node:tls";
import { connectionTo, type Target } from "./target.ts";

/** A connection that says just what it is told to, TLS or plain, and keeps what comes until it is taken. */
export type RawConnection = {
  readonly write: (data: string | Buffer) => void;
  /** Waits for so many bytes and takes them. Rejects when the connection ends before, or after 10 s of silence. */
  readonly take: (count: number) => Promise<Buffer>;
  /** As `take`, up to and with a marker. */
  readonly takeThrough: (marker: string) => Promise<Buffer>;
  /** Waits until the other side ends or breaks the connection; gives back what was not taken. No limit of time. */
  readonly rest: () => Promise<Buffer>;
  /** The protocol that was agreed on by ALPN (RFC 7301), if any. */
  readonly protocol: string | undefined;
  readonly destroy: () => void;
};

/** The answer to one request, its body not read. */
export type RawReply = {
  /** 0: the connection was ended without an answer. */
  readonly status: number;
  /** Status line and fields. */
  readonly head: string;
};

export type RawOptions = {
  readonly alpn?: readonly string[];
  /** Does not begin TLS where the target has it. */
  readonly silent?: boolean;
};

const silence = 10_000;

/** Opens a connection. Rejects with the alert or the error when there is none. */
export function connectRaw(
  target: Target,
  { alpn, silent = false }: RawOptions = {},
): Promise<RawConnection> {
  const { headers: _, path: __, agent: ___, timeout, ...options } = connectionTo(target);
  const plain = silent || target.tls === false;
  const socket = plain
    ? net.connect(options)
    : tls.connect({ ...options, ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }) });
  socket.setNoDelay();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new Error(`No connection within ${timeout} ms.`)), timeout);
    socket.once("error", reject).once(plain ? "connect" : "secureConnect", () => {
      clearTimeout(late);
      resolve(connectionOver(socket));
    });
  });
}

/** Sends a request and waits for the head of the answer. */
export async function askRaw(connection: RawConnection, lines: readonly string[]): Promise<RawReply> {
  connection.write([...lines, "", ""].join("\r\n"));
  return connection.takeThrough("\r\n\r\n").then(
    (bytes) => {
      const head = bytes.toString("latin1");
      return { status: Number(head.split(" ")[1]), head };
    },
    () => ({ status: 0, head: "" }),
  );
}

/** The lines of a handshake (RFC 6455 1.2) but for its request line and Host. */
export const handshakeLines = [
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
] as const;

function connectionOver(socket: net.Socket): RawConnection {
  let chunks: Buffer[] = [];
  let length = 0;
  let ended = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  const end = () => {
    ended = true;
    wake();
  };
  socket.on("data", (bytes: Buffer) => {
    chunks.push(bytes);
    length += bytes.length;
    wake();
  });
  socket.once("end", end).once("close", end).on("error", end);
  /** Waits until `cut` knows how many bytes to take. */
  const wait = (what: string, cut: () => number | undefined, limit?: number) =>
    new Promise<Buffer>((resolve, reject) => {
      const leave = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        settle();
      };
      const look = () => {
        const count = cut();
        if (count !== undefined) return leave(() => resolve(taken(count)));
        if (ended) leave(() => reject(new Error(`The connection ended before ${what} came: ${told()}`)));
      };
      const slow = () => leave(() => reject(new Error(`${what} did not come within ${limit} ms: ${told()}`)));
      const timer = limit === undefined ? undefined : setTimeout(slow, limit);
      waiting.add(look);
      look();
    });
  const all = () => {
    const [only] = chunks;
    const joined = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
    chunks = [joined];
    return joined;
  };
  const taken = (count: number) => {
    const bytes = all();
    chunks = [bytes.subarray(count)];
    length -= count;
    return bytes.subarray(0, count);
  };
  const told = () => JSON.stringify(all().subarray(0, 200).toString("latin1"));
  return {
    write: (data) => void socket.write(data),
    take: (count) => wait(`${count} bytes`, () => (length >= count ? count : undefined), silence),
    takeThrough: (marker) => {
      const cut = () => {
        const at = all().indexOf(marker);
        return at < 0 ? undefined : at + marker.length;
      };
      return wait(JSON.stringify(marker), cut, silence);
    },
    rest: () => wait("the end", () => (ended ? length : undefined)),
    protocol: socket instanceof tls.TLSSocket ? socket.alpnProtocol || undefined : undefined,
    destroy: () => void socket.destroy(),
  };
}
