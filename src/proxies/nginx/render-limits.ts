import type { Limits } from "../../core/answers.ts";

/**
 * The zones in which nginx counts. A zone keeps its key for ever: nginx refuses to reload a zone of the same name with
 * another key, so a new key needs a new name.
 */
export function renderLimits(limits: Limits | false): string {
  if (limits === false) return "";
  const { connectionsPerIp, handshakesPerSecond } = limits;
  const zones = [
    ...(connectionsPerIp === false
      ? []
      : ["limit_conn_zone $wss_setup_client zone=wss_setup_connections:10m;\n"]),
    ...(handshakesPerSecond === false
      ? []
      : [`limit_req_zone $wss_setup_client zone=wss_setup_handshakes:10m rate=${handshakesPerSecond}r/s;\n`]),
  ];
  if (zones.length === 0) return "";
  return `# Limits count WebSockets alone, by the address that really connected: a header can be forged. An empty key is not
# counted, so plain HTTP passes freely.
map $wss_setup_upgrade $wss_setup_client {
    default   "";
    websocket $binary_remote_addr;
}
${zones.join("")}`;
}

/** What of the limits stands in the location; every line indented. */
export function renderLimitUse(limits: Limits | false): string {
  if (limits === false) return "";
  const { connectionsPerIp, handshakesPerSecond, burst } = limits;
  const lines = [
    ...(connectionsPerIp === false
      ? []
      : [`limit_conn wss_setup_connections ${connectionsPerIp};`, "limit_conn_status 429;"]),
    ...(handshakesPerSecond === false
      ? []
      : // nginx takes no burst of 0; without the word there is none.
        [
          `limit_req zone=wss_setup_handshakes${burst > 0 ? ` burst=${burst} nodelay` : ""};`,
          "limit_req_status 429;",
        ]),
  ];
  if (lines.length === 0) return "";
  return `        # Open WebSockets and handshakes of one address; 429 tells a client to come back later.\n${lines
    .map((line) => `        ${line}\n`)
    .join("")}\n`;
}
