import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { encodeFrame, opcodes } from "./frames.ts";

/** What a backend remembers between requests. */
export type BackendState = {
  /** "GET /a", without those to special paths. */
  readonly requests: string[];
  /** The status of every plain request, if it is another than 200. */
  plain: number;
};

/**
 * What a plain request to a special path gets: `/test/requests` the requests so far as JSON; `/test/status/404` that
 * status; `/test/redirect` a redirect to a path of the backend by its own address; after `/test/plain/426` every other
 * plain request gets that status, until `/test/plain/200`.
 * @returns false: no special path
 */
export function answerSpecially(
  request: IncomingMessage,
  response: ServerResponse,
  state: BackendState,
): boolean {
  const { url = "", headers } = request;
  const [, asked, said] = /^\/test\/(status|plain)\/(\d{3})$/.exec(url) ?? [];
  if (asked === "plain") state.plain = Number(said);
  const status = asked === "status" ? Number(said) : state.plain;
  if (url === "/test/requests") response.end(JSON.stringify(state.requests));
  else if (asked === "plain") response.end();
  else if (url === "/test/redirect")
    response.writeHead(302, { Location: `http://${headers.host}/elsewhere` }).end();
  else if (status !== 200) response.writeHead(status).end(`its own ${status}`);
  else return false;
  request.resume();
  return true;
}

/**
 * What a handshake on a special path gets after its 101: `/test/mirror` every byte back as it came, frames or not;
 * `/test/arrived?bytes=N` a text with the SHA-256 of the first N bytes; `/test/greeting` a message in the same packet;
 * `/test/cut` a connection that breaks at the first byte.
 * @returns false: no special path
 */
export function talkSpecially(request: IncomingMessage, socket: Duplex, switched: Buffer): boolean {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://backend");
  if (pathname === "/test/greeting")
    socket.write(Buffer.concat([switched, encodeFrame(opcodes.text, Buffer.from("welcome"))]));
  else if (["/test/mirror", "/test/arrived", "/test/cut"].includes(pathname)) socket.write(switched);
  else return false;
  if (pathname === "/test/arrived") tellDigest(socket, Number(searchParams.get("bytes")));
  else if (pathname === "/test/cut") socket.once("data", () => socket.destroy());
  else socket.pipe(socket);
  return true;
}

function tellDigest(socket: Duplex, wanted: number): void {
  const hash = createHash("sha256");
  let count = 0;
  socket.on("data", (bytes: Buffer) => {
    hash.update(bytes.subarray(0, Math.max(0, wanted - count)));
    const complete = count < wanted && count + bytes.length >= wanted;
    count += bytes.length;
    if (complete) socket.write(encodeFrame(opcodes.text, Buffer.from(hash.digest("hex"))));
  });
}
