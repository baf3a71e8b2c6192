import type { IncomingMessage } from "node:http";

/**
 * A target in absolute form names the host itself, whatever the Host header says (RFC 9112 3.2.2): both are brought into
 * the usual form. @returns false for a form that only other kinds of servers answer
 */
export function takeOriginForm(request: Pick<IncomingMessage, "url" | "headers">): boolean {
  const { url = "" } = request;
  if (url.startsWith("/")) return true;
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url) ?? [];
  if (authority === undefined) return false;
  request.headers.host = authority;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  return true;
}
