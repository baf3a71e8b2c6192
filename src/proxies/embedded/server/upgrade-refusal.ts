import type { IncomingMessage } from "node:http";
import type { EmbeddedConfig } from "./config.ts";
import { hasManyHosts, type KnownNames } from "./known-names.ts";
import { longLine } from "./long-line.ts";

/** Whether a request asks for a WebSocket (RFC 6455 4.1), for another protocol, or for plain HTTP. */
export function wantedUpgrade({ headers }: Pick<IncomingMessage, "headers">): "websocket" | "other" | "none" {
  if (headers.upgrade === undefined) return "none";
  return headers.upgrade.toLowerCase() === "websocket" ? "websocket" : "other";
}

/**
 * The status with which a request for an upgrade is refused before the backend sees anything; undefined: it may pass.
 * A tunnel for anything but a WebSocket (h2c, for one) would carry what none of these rules can see into.
 */
export function upgradeRefusal(
  request: Pick<
    IncomingMessage,
    "headers" | "headersDistinct" | "rawHeaders" | "url" | "method" | "httpVersion"
  >,
  { origins, bounds }: Pick<EmbeddedConfig, "origins" | "bounds">,
  names: KnownNames,
): number | undefined {
  const { headers, method, httpVersion } = request;
  const long = longLine(request, bounds.lineBytes);
  if (long !== undefined) return long;
  if (hasManyHosts(request)) return 400;
  if (!names.hasHost(headers.host)) return 421;
  if (wantedUpgrade(request) !== "websocket") return 403;
  // A body would reach the backend as the first bytes of the tunnel.
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) !== 0;
  if (method !== "GET" || httpVersion !== "1.1" || hasBody) return 400;
  return isAllowed(headers.origin, origins) ? undefined : 403;
}

/** Programs send no Origin and pass; "null" (a sandboxed page) is a stranger. Browsers write an Origin in one way only. */
function isAllowed(origin: string | undefined, origins: EmbeddedConfig["origins"]): boolean {
  return origins === "any" || origin === undefined || origins.includes(origin);
}
