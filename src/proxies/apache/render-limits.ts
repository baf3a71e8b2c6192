import { apacheString } from "./apache-string.ts";
import { asksForWebSocket } from "./conditions.ts";
import type { Site } from "./site.ts";

/** Whether anything is counted. */
export function hasLimits({ limits }: Pick<Site, "limits">): boolean {
  return limits !== false && (limits.connectionsPerIp !== false || limits.handshakesPerSecond !== false);
}

/**
 * Apache's own modules count connections of all kinds or nothing at all; so a small program of ours is asked about each
 * handshake, over a pipe that Apache keeps.
 */
export function renderLimits({ limits, limiter: { program, user, state } }: Site): string {
  if (limits === false || !hasLimits({ limits })) return "";
  const { connectionsPerIp, handshakesPerSecond, burst } = limits;
  const call = [program, connectionsPerIp || 0, handshakesPerSecond || 0, burst, state].join(" ");
  return `
    # Open WebSockets and handshakes of one address; 429 tells a client to come back later. Plain HTTP is not counted.
    RewriteMap wss_setup_limit ${apacheString(`prg:${call}`)} ${user}
${asksForWebSocket}    RewriteCond "%{ENV:REDIRECT_STATUS}" "^$"
    RewriteCond "\${wss_setup_limit:%{CONN_REMOTE_ADDR} %{REMOTE_PORT}|pass}" "=refuse"
    RewriteRule "^" "-" [R=429,L]
    # A connection whose handshake the backend refused ends, and so is not counted on.
    SetEnvIf Upgrade "." nokeepalive
`;
}
