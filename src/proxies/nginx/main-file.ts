import { applyEdits } from "../../core/edit.ts";
import type { Edit } from "../../core/step.ts";
import { argsOf, type Directive, parseNginx } from "./grammar.ts";

/** What one worker may have at once. */
export interface Room {
  readonly connections: number;
  /** Below `connections` nginx warns and stops early: at 1,014 with the system's default. */
  readonly openFiles: number;
}

/**
 * Room for 10,000 clients: they take two sockets each, their own and one to the backend; the rest is for listeners and
 * files. Where the system allows less, all that it allows: nginx would not get more, and stay at the system's default.
 * @param most files that a process may have open, where that cannot be raised
 */
export function roomWithin(most = Number.POSITIVE_INFINITY): Room {
  return { connections: Math.min(20_480, most), openFiles: Math.min(65_536, most) };
}

/** The room in nginx.conf; larger values of the operator stay. */
export function roomEdits({ connections, openFiles }: Room): readonly Edit[] {
  return [
    {
      find: "^[ \\t]*worker_connections[ \\t]+(\\d+)[ \\t]*;",
      line: `\tworker_connections ${connections};`,
      atLeast: connections,
      insertAfter: "^[ \\t]*events[ \\t]*\\{[ \\t]*(?:#.*)?$",
    },
    {
      find: "^[ \\t]*worker_rlimit_nofile[ \\t]+(\\d+)[ \\t]*;",
      line: `worker_rlimit_nofile ${openFiles};`,
      atLeast: openFiles,
      insertAfter: "^[ \\t]*(?:worker_processes|user|pid)[ \\t][^;{}]*;",
    },
  ];
}

/**
 * Whether the edits do what they should in this text: a file in an unusual form (`events { worker_connections 512; }`
 * on one line) is left to the operator.
 */
export function makesRoom(text: string, room: Room): boolean {
  try {
    return hasRoom(parseNginx(applyEdits(text, roomEdits(room))), room);
  } catch {
    return false;
  }
}

/** Whether a configuration has the room as it is. */
export function hasRoom(main: readonly Directive[], { connections, openFiles }: Room): boolean {
  const events = main.filter(({ name }) => name === "events");
  return (
    events.length === 1 &&
    isSetOnce(events[0]?.block ?? [], "worker_connections", connections) &&
    isSetOnce(main, "worker_rlimit_nofile", openFiles)
  );
}

/** What has to stand in nginx.conf, for people. */
export function roomWanted({ connections, openFiles }: Room): string {
  return `"worker_rlimit_nofile ${openFiles};" and in events "worker_connections ${connections};"`;
}

function isSetOnce(block: readonly Directive[], name: string, atLeast: number): boolean {
  const values = argsOf(block, name);
  return values.length === 1 && Number(values[0]?.[0]) >= atLeast;
}
