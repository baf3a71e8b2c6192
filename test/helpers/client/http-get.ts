import type { IncomingHttpHeaders } from "node:http";
import http from "node:http";
import https from "node:https";
import { type Session, sessionOf } from "./session.ts";
import { connectionTo, type Target } from "./target.ts";

export type HttpReply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly session: Session | undefined;
};

/** A plain request over a connection of its own; GET, or POST when there is a body. Rejects when no answer comes. */
export function httpGet(target: Target & { readonly body?: string }): Promise<HttpReply> {
  const { tls = true, body } = target;
  const connection = { ...connectionTo(target), method: body === undefined ? "GET" : "POST" };
  return new Promise((resolve, reject) => {
    const request = (tls ? https : http).request(connection, (response) => {
      const session = sessionOf(response.socket);
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
          session,
        }),
      );
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error(`No answer within ${connection.timeout} ms.`)));
    request.end(body);
  });
}
