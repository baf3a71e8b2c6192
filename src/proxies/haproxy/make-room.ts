import type { Edit } from "../../core/step.ts";
import { type GlobalFacts, type RoomKeyword, roomKeywords } from "./haproxy-facts.ts";
import { room } from "./render.ts";

/** By itself HAProxy holds as many clients as the system allows open files; only the operator's own values are smaller. */
const needed: Readonly<Record<RoomKeyword, number>> = {
  maxconn: room,
  // Each client takes two, its own and one to the backend; the rest is for listeners and checks.
  "ulimit-n": 32_768,
  "fd-hard-limit": 32_768,
};

/** Raises what the operator's global section has too small for 10,000 clients; the rest stays as it is. */
export function roomEdits({ room: present }: GlobalFacts): readonly Edit[] {
  return roomKeywords.flatMap((keyword) => {
    const value = present[keyword];
    if (value === undefined || value >= needed[keyword]) return [];
    return [
      {
        // In the global section: no other begins in between.
        find: `(?<=^[ \\t]*global\\b[^\\n]*\\n(?:(?![ \\t]*(?:${others})\\b)[^\\n]*\\n)*)[ \\t]*${keyword}[ \\t]+(\\d+)[^\\n]*$`,
        line: `    ${keyword} ${needed[keyword]}`,
        atLeast: needed[keyword],
        insertAfter: "^[ \\t]*global\\b",
      },
    ];
  });
}

const others =
  "defaults|frontend|backend|listen|peers|mailers|resolvers|userlist|program|http-errors|ring|cache";
