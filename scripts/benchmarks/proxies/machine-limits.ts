import { readFileSync } from "node:fs";
import { freemem } from "node:os";

/** How many files a process of this machine may open; root may raise it, but not everywhere. */
export const mostOpenFiles = Number(
  /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 1024,
);

/** Files of a client that are no sockets. */
const otherFiles = 100;

/** KB that a socket takes of the machine at most: at the client, at a proxy, at the backend, in the kernel. */
const perSocket = 500;

/** How many WebSockets this machine can hold at both ends: so many, or what its files and its memory allow. */
export function mostSockets(wanted: number): number {
  return Math.min(wanted, mostOpenFiles - otherFiles, Math.floor(freemem() / 1024 / perSocket));
}
