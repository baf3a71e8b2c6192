import type { IncomingMessage } from "node:http";

/** What stands between a name and its value, and at the end of a line. */
const around = ": \r\n".length;

/** The status for a request with a line that is too long (RFC 9110 15.5.15, RFC 6585 5); undefined: it may pass. */
export function longLine(
  { method = "", url = "", rawHeaders }: Pick<IncomingMessage, "method" | "url" | "rawHeaders">,
  most: number,
): 414 | 431 | undefined {
  if (`${method} ${url} HTTP/1.1\r\n`.length > most) return 414;
  const isLong = rawHeaders.some(
    (name, index) => index % 2 === 0 && name.length + (rawHeaders[index + 1]?.length ?? 0) + around > most,
  );
  return isLong ? 431 : undefined;
}
