import type { Facts } from "../../core/facts.ts";
import type { Warning } from "../../core/finding.ts";
import { caddyFacts } from "./caddy-facts.ts";
import { isServing } from "./obstacles.ts";
import { edit, places } from "./places.ts";
import type { Site } from "./site.ts";

/** What Caddy does otherwise than the other proxies. */
export function warningsOf(site: Site, facts: Facts): readonly Warning[] {
  return [
    ...noLimits(site),
    ...withoutDhe(site),
    ...(site.alone ? [] : besideOthers(site)),
    ...doubtful(facts),
  ];
}

function doubtful(facts: Facts): readonly Warning[] {
  const { doubt } = caddyFacts(facts);
  if (doubt === undefined || facts.uid !== 0 || !isServing(facts)) return [];
  return [
    {
      id: "caddy-doubts",
      text: `Caddy runs, but a test of its configuration as it is fails: ${doubt}. It is tested once more before it is loaded, and everything is taken back if that fails too.`,
      next: edit,
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
