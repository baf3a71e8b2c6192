import type { IncomingMessage } from "node:http";

/**
 * A client may ask for a whole address instead of a path; the host in it counts then, whatever Host says (RFC 9112
 * 3.2.2). From here on the request is as if it had been asked in the usual form.
 */
export function toOriginForm(request: Pick<IncomingMessage, "url" | "headers">): void {
  const [, host, target = ""] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? "") ?? [];
  if (host === undefined) return;
  request.headers.host = host;
  request.url = target.startsWith("/") ? target : `/${target}`;
}
