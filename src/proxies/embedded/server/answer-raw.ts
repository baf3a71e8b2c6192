import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Milliseconds that a client has to take an answer and hang up. */
const linger = 5_000;

/** A whole answer on a connection that was taken out of Node's HTTP server (RFC 9112 4), after which it is closed. */
export function answerRaw(socket: Duplex, status: number, headers: readonly string[] = []): void {
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...headers];
  const text = [...head, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");
  endGently(socket, text);
}

/** Sends the last words and closes, also on a client that never hangs up. */
export function endGently(socket: Duplex, lastWords?: string): void {
  if (lastWords === undefined) socket.end();
  else socket.end(lastWords, "latin1");
  const timer = setTimeout(() => socket.destroy(), linger);
  socket.once("close", () => clearTimeout(timer));
  // What still comes is read and dropped: unread bytes would turn the close into a reset that takes the answer with it.
  socket.resume();
}
