import { applyEdits } from "../../core/edit.ts";
import type { Edit } from "../../core/step.ts";
import type { ApacheFacts } from "./apache-facts.ts";
import { places } from "./places.ts";

/**
 * Room for 10,000 clients: each WebSocket holds a thread. ServerLimit is four times what that takes, because a reload
 * leaves the processes with open WebSockets in their places until the last of those has ended; and no process is ended
 * for being idle (MaxSpareThreads), which would use up places in the same way.
 */
const wanted = [
  ["ServerLimit", 160],
  ["ThreadLimit", 250],
  ["ThreadsPerChild", 250],
  ["MaxRequestWorkers", 10_000],
  ["MaxSpareThreads", 10_000],
] as const;

/** What only a start takes up: a reload keeps the value of before. */
const needsStart: readonly string[] = ["ServerLimit", "ThreadLimit"];

/** The values in an MPM's file; larger ones of the operator stay. */
export const roomEdits: readonly Edit[] = wanted.map(([name, value]) => ({
  find: `^[ \\t]*${name}[ \\t]+(\\d+)[ \\t]*$`,
  line: `${name} ${value}`,
  atLeast: value,
  insertBefore: "^[ \\t]*StartServers[ \\t]",
}));

/** What has to stand in an MPM's file, for people. */
export const roomWanted = wanted.map(([name, value]) => `${name} ${value}`).join(", ");

/** The file that the values stand in; undefined for an MPM that has no threads. */
export function mpmFile({ mpm = "event" }: ApacheFacts): string | undefined {
  return ["event", "worker"].includes(mpm) ? `${places.root}/mods-available/mpm_${mpm}.conf` : undefined;
}

/** Whether the edits do what they should in this text. */
export function makesRoom(text: string): boolean {
  try {
    const edited = applyEdits(text, roomEdits);
    return wanted.every(([name]) => edited.match(new RegExp(`^[ \\t]*${name}[ \\t]`, "gm"))?.length === 1);
  } catch {
    return false;
  }
}

/** Whether a configuration holds 10,000 clients as it is. */
export function hasRoom({ room }: ApacheFacts): boolean {
  return wanted.every(([name, value]) => (room[name] ?? 0) >= value);
}

/** Whether these edits of this text change something that only a start takes up. */
export function wantsStart(text: string): boolean {
  return roomEdits.some(
    (edit, index) => needsStart.includes(wanted[index]?.[0] ?? "") && applyEdits(text, [edit]) !== text,
  );
}
