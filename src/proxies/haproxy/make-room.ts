import type { Edit } from "../../core/step.ts";
import { type HaproxyFacts, type RoomKeyword, roomKeywords } from "./haproxy-facts.ts";
import { room } from "./render.ts";

/** Open files besides those of clients: listeners, checks, logs. */
const spare = 200;

/**
 * Each client takes two open files, its own and one to the backend. Where the system allows less than 10,000 clients need,
 * as much as it allows: HAProxy would not start with more.
 */
function roomWithin(most = Number.POSITIVE_INFINITY): Readonly<Record<RoomKeyword, number>> {
  const files = Math.min(32_768, most);
  return {
    maxconn: Math.min(room, Math.floor((most - spare) / 2)),
    "ulimit-n": files,
    "fd-hard-limit": files,
  };
}

/**
 * Raises what the operator's global section has too small for 10,000 clients; the rest stays as it is. By itself HAProxy
 * holds as many clients as the system allows open files.
 */
export function roomEdits({ global: { room: present }, mostOpenFiles }: HaproxyFacts): readonly Edit[] {
  const needed = roomWithin(mostOpenFiles);
  return roomKeywords.flatMap((keyword) => {
    const value = present[keyword];
    if (value === undefined || value >= needed[keyword]) return [];
    return [
      {
        // In the global section: no other begins in between.
        find: `(?<=^[ \\t]*global\\b[^\\n]*\\n(?:(?![ \\t]*(?:${sections})\\b)[^\\n]*\\n)*)[ \\t]*${keyword}[ \\t]+(\\d+)[^\\n]*$`,
        line: `    ${keyword} ${needed[keyword]}`,
        atLeast: needed[keyword],
        insertAfter: "^[ \\t]*global\\b",
      },
    ];
  });
}

const sections =
  "defaults|frontend|backend|listen|peers|mailers|resolvers|userlist|program|http-errors|ring|cache";
