import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** What a backend said to a WebSocket handshake. */
export type UpgradeAnswer =
  | {
      readonly outcome: "opened";
      readonly response: IncomingMessage;
      readonly backend: Duplex;
      /** What came right behind the answer's head. */
      readonly head: Buffer;
    }
  | {
      readonly outcome: "refused";
      readonly response: IncomingMessage;
      /** Stays open after the answer until it is destroyed: no agent looks after it. */
      readonly backend: Duplex;
    };

export interface UpgradeQuestion {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Bytes of the answer's head. */
  readonly headBytes: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Aborted: nobody wants to know any more. */
  readonly signal: AbortSignal;
}

/** RFC 6455 1.3. */
const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** One handshake over an open connection. @throws Error when the answer is none, too late, or a 101 that is wrong */
export function askUpgrade(connection: Duplex, question: UpgradeQuestion): Promise<UpgradeAnswer> {
  const { path, headers, headBytes: maxHeaderSize, timeout, signal } = question;
  return new Promise((resolve, reject) => {
    // A connection lives for days: nothing of its beginning may be kept that long.
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    };
    const failed = (error: Error) => {
      settle();
      connection.destroy();
      reject(error);
    };
    const answered = (answer: UpgradeAnswer) => {
      settle();
      resolve(answer);
    };
    const giveUp = () => failed(new Error("nobody waits for the answer any more"));
    const timer = setTimeout(() => failed(new Error("no answer in time")), timeout);
    signal.addEventListener("abort", giveUp);
    const asked = httpRequest({
      createConnection: () => connection,
      path,
      headers: { ...headers, connection: "Upgrade", upgrade: "websocket" },
      setHost: false,
      maxHeaderSize,
    });
    asked.on("error", failed);
    asked.once("response", (response) => {
      // A 101 comes this way when its Upgrade or Connection header is missing.
      if (response.statusCode === 101) failed(new Error("101 without Upgrade: websocket"));
      else answered({ outcome: "refused", response, backend: connection });
    });
    asked.once("upgrade", (response, backend, head) => {
      const wrong = faultOf(response, String(headers["sec-websocket-key"]));
      if (wrong === undefined) answered({ outcome: "opened", response, backend, head });
      else failed(new Error(wrong));
    });
    asked.end();
  });
}

/** A server that says 101 without meaning it would be handed the client's frames as requests (RFC 6455 10.3). */
function faultOf({ statusCode, headers }: IncomingMessage, key: string): string | undefined {
  if (statusCode !== 101) return `an upgrade with status ${statusCode}`;
  if (headers.upgrade?.toLowerCase() !== "websocket") return "101 without Upgrade: websocket";
  const accept = createHash("sha1").update(`${key}${guid}`).digest("base64");
  return headers["sec-websocket-accept"] === accept ? undefined : "101 with a wrong Sec-WebSocket-Accept";
}
