// biome-ignore lint/style/noRestrictedImports: HTTP alone, over a connection that the host dialed.
import { request as httpRequest } from "node:http";
import type { Duplex } from "node:stream";
import { type Headers, maxHeaderSize, type ResponseHead } from "./response-head.ts";
import { since, timedOut, type WireFailure, wireFailure } from "./wire-failure.ts";

export interface HttpRequest {
  /** Value of the Host header. */
  readonly host: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the head of the answer is there. */
  readonly timeout: number;
}

export interface HttpAnswer {
  readonly outcome: "answered";
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly milliseconds: number;
}

/** One GET over an open connection: the head of the answer, whatever its status; the body is not read. Never throws. */
export function httpExchange(socket: Duplex, request: HttpRequest): Promise<HttpAnswer | WireFailure> {
  const started = performance.now();
  return new Promise((settle) => {
    const end = (result: HttpAnswer | WireFailure) => {
      clearTimeout(timer);
      socket.destroy();
      settle(result);
    };
    const timer = setTimeout(() => end(timedOut(started)), request.timeout);
    const answered = (response: ResponseHead) =>
      end({
        outcome: "answered",
        status: response.statusCode ?? 0,
        statusText: response.statusMessage ?? "",
        headers: response.headers,
        milliseconds: since(started),
      });
    const client = httpRequest({
      createConnection: () => socket,
      path: request.path,
      headers: { Host: request.host, ...request.headers },
      maxHeaderSize,
    });
    client.on("error", (error) => end(wireFailure(error, started)));
    client.on("response", answered);
    client.on("upgrade", answered);
    client.end();
  });
}
