import type { Warning } from "../../core/finding.ts";
import { places } from "./places.ts";
import type { Site } from "./site.ts";

/** What a reload does before `stream_close_delay` was there. */
export const closesConnections =
  "A reload takes the new files and closes every open WebSocket; clients connect anew.";

/** What Caddy does otherwise than the other proxies. */
export function warningsOf(site: Site, version: string): readonly Warning[] {
  return [
    ...closedByReloads(site, version),
    ...noLimits(site),
    ...withoutDhe(site),
    ...(site.alone ? [] : besideOthers(site)),
  ];
}

function closedByReloads({ traits }: Site, version: string): readonly Warning[] {
  if (traits.keepsStreams) return [];
  return [
    {
      id: "reload-closes-connections",
      text: `Caddy ${/^\d+(?:\.\d+)*/.exec(version)?.[0]} closes every open WebSocket whenever it takes up a new certificate or another configuration (close code 1001; clients connect anew). Caddy 2.7 keeps them, and so does nginx.`,
    },
  ];
}

function noLimits({ limits }: Site): readonly Warning[] {
  const isLimited =
    limits !== false && (limits.connectionsPerIp !== false || limits.handshakesPerSecond !== false);
  if (!isLimited) return [];
  return [
    {
      id: "no-limits",
      text: "Debian's Caddy has no module that counts by client address: the limits for one address are not enforced. Take another proxy where they matter, or say limits: false.",
    },
  ];
}

function withoutDhe({ https }: Site): readonly Warning[] {
  if (https?.profile !== "compatible") return [];
  return [
    {
      id: "no-dhe",
      text: "Caddy offers no DHE suite: a client without elliptic curves cannot connect, whatever the profile.",
    },
  ];
}

/** Where the Caddyfile has other sites, its global options and its unknown names are theirs. */
function besideOthers({ http }: Site): readonly Warning[] {
  return [
    {
      id: "unknown-names-go-elsewhere",
      text: `Names that are not ours keep going to what else ${places.main} serves.`,
    },
    {
      id: "options-of-others",
      text: `How long Caddy waits for a slow client, and how long headers may be, is said for all sites of ${places.main} at once, so it stays as it is there.`,
    },
    ...(http?.redirect === true
      ? []
      : [
          {
            id: "redirect-stays",
            text: `Caddy itself sends visitors of http:// to https:// for every name it serves, unless ${places.main} says "auto_https disable_redirects" in its global options.`,
          },
        ]),
  ];
}
