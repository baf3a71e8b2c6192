import type { Limits } from "../../core/answers.ts";
import { haproxyString } from "./haproxy-string.ts";
import { handshakeAction, overLimit } from "./limiter.ts";
import type { Site } from "./site.ts";

/** Whether handshakes are counted. */
export function countsHandshakes(limits: Limits | false): limits is Limits & { handshakesPerSecond: number } {
  return limits !== false && limits.handshakesPerSecond !== false;
}

/** The script that counts handshakes is loaded once for all of HAProxy. */
export function renderScript({ limits, handshakes }: Site, asksForBooleans: boolean): readonly string[] {
  if (!countsHandshakes(limits)) return [];
  return [
    ...(asksForBooleans ? ["tune.lua.bool-sample-conversion normal"] : []),
    `lua-load ${haproxyString(handshakes)}`,
  ];
}

/** What of the limits stands in the frontend; every line indented. */
export function renderLimitUse(limits: Limits | false): string {
  if (limits === false) return "";
  const { connectionsPerIp, handshakesPerSecond, burst } = limits;
  const lines = [
    ...(handshakesPerSecond === false
      ? []
      : [
          `http-request lua.${handshakeAction} ${handshakesPerSecond} ${burst} if websocket`,
          `http-request return status 429 if websocket { var(${overLimit}) -m found }`,
        ]),
    ...(connectionsPerIp === false
      ? []
      : [
          "http-request track-sc0 src table wss-setup-open if websocket",
          `http-request return status 429 if websocket { sc0_conn_cur(wss-setup-open) gt ${connectionsPerIp} }`,
        ]),
  ];
  if (lines.length === 0) return "";
  return `
    # Handshakes and open WebSockets of one address, the one that really connected: a header can be forged. Plain HTTP is
    # not counted. 429 tells a client to come back later.
${lines.map((line) => `    ${line}\n`).join("")}`;
}

/** Where open WebSockets are counted. */
export function renderTable(limits: Limits | false): readonly string[] {
  if (limits === false || limits.connectionsPerIp === false) return [];
  return [
    `# How many WebSockets each address has open; a reload begins anew.
backend wss-setup-open
    stick-table type ipv6 size 100k expire 1m store conn_cur
`,
  ];
}
