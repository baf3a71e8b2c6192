import { applyEdits } from "../../core/edit.ts";
import type { Edit } from "../../core/step.ts";
import { argsOf, type Directive, parseNginx } from "./grammar.ts";

/** 10,000 clients take two sockets each, their own and one to the backend; the rest is for listeners and files. */
const connections = 20_480;

/** Open files of one worker. Below worker_connections nginx warns and stops early: at 1,014 with the system's default. */
const openFiles = 65_536;

/** Room for 10,000 clients in nginx.conf; larger values of the operator stay. */
export const roomEdits: readonly Edit[] = [
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

/**
 * Whether the edits do what they should in this text: a file in an unusual form (`events { worker_connections 512; }`
 * on one line) is left to the operator.
 */
export function makesRoom(text: string): boolean {
  try {
    return hasRoom(parseNginx(applyEdits(text, roomEdits)));
  } catch {
    return false;
  }
}

/** Whether a configuration holds 10,000 clients as it is. */
export function hasRoom(main: readonly Directive[]): boolean {
  const events = main.filter(({ name }) => name === "events");
  return (
    events.length === 1 &&
    isSetOnce(events[0]?.block ?? [], "worker_connections", connections) &&
    isSetOnce(main, "worker_rlimit_nofile", openFiles)
  );
}

/** What has to stand in nginx.conf, for people. */
export const roomWanted = `"worker_rlimit_nofile ${openFiles};" and in events "worker_connections ${connections};"`;

function isSetOnce(block: readonly Directive[], name: string, atLeast: number): boolean {
  const values = argsOf(block, name);
  return values.length === 1 && Number(values[0]?.[0]) >= atLeast;
}
