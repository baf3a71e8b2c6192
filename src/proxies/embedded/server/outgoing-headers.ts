import type { IncomingHttpHeaders } from "node:http";

/** What is said between two neighbours only (RFC 9110 7.6.1), and what the server has answered itself. */
const hopByHop = new Set([
  ...["connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"],
  ...["te", "trailer", "upgrade", "http2-settings", "expect"],
]);

export interface Asker {
  /** The client's address. */
  readonly address: string;
  /** The Host that the client asked for. */
  readonly host: string;
}

/**
 * The headers of a request as the backend gets them: its own Host, and of the client what we saw ourselves. Whatever a
 * client says of itself there is not believed, also in other spellings (some servers take `_` for `-`).
 */
export function outgoingHeaders(
  headers: IncomingHttpHeaders,
  { address, host }: Asker,
  hostHeader: string,
): Record<string, string | string[]> {
  const named = tokensOf(headers.connection);
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    const dropped = hopByHop.has(name) || named.has(name) || isAboutClient(name.replaceAll("_", "-"));
    return dropped || value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    host: hostHeader,
    "x-real-ip": address,
    "x-forwarded-for": address,
    "x-forwarded-proto": "https",
    "x-forwarded-host": host,
  };
}

/** Takes out of an answer what the backend said to us alone. */
export function dropHopByHop(headers: IncomingHttpHeaders): void {
  for (const name of [...hopByHop, ...tokensOf(headers.connection)]) delete headers[name];
}

/** Names that a Connection header lists; what the body's length hangs on is never among them. */
function tokensOf(connection: string | undefined): ReadonlySet<string> {
  const tokens = (connection ?? "").split(",").map((token) => token.trim().toLowerCase());
  return new Set(tokens.filter((token) => token !== "content-length" && token !== "transfer-encoding"));
}

function isAboutClient(name: string): boolean {
  return name === "forwarded" || name === "x-real-ip" || name.startsWith("x-forwarded-");
}
