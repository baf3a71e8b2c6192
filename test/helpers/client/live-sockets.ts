import { until } from "../box/machine.ts";
import { type LiveSocket, openLiveSocket } from "./live-socket.ts";
import type { Target } from "./target.ts";

export type LiveSocketsOptions = {
  /** How many stay open; 200 when left out. */
  readonly count?: number;
  /** Milliseconds between an echo and the next message of a socket; 250 when left out. */
  readonly pause?: number;
};

/** What happened to the sockets between their opening and `stop`. */
export type LiveReport = {
  readonly opened: number;
  /** Closed or broken before `stop` closed them. */
  readonly dropped: number;
  /** Messages that were sent and did not come back as they were. */
  readonly lost: number;
  /** Messages that came back. */
  readonly exchanged: number;
};

export type LiveSockets = {
  /** Waits until each socket that is still open has had so many further echoes. */
  readonly rounds: (count: number) => Promise<void>;
  /** Waits for the last echoes, closes all, and tells how it went. */
  readonly stop: () => Promise<LiveReport>;
};

/** Handshakes under way at the same time. */
const atOnce = 10;

/**
 * Opens many WebSockets to an echo backend and keeps each of them exchanging numbered messages. All come from one
 * address, and the endpoint's default limits (50 sockets an address, 10 handshakes a second) refuse most of them: set it
 * up with `limits: false`. Rejects, with none left open, when one of them cannot be opened.
 */
export async function openLiveSockets(
  target: Target,
  options: LiveSocketsOptions = {},
): Promise<LiveSockets> {
  const { count = 200, pause = 250 } = options;
  const sockets: LiveSocket[] = [];
  const endAll = () => Promise.all(sockets.map((socket) => socket.end()));
  while (sockets.length < count) {
    const names = Array.from({ length: Math.min(atOnce, count - sockets.length) }, (_, index) =>
      String(sockets.length + index),
    );
    const opening = await Promise.allSettled(names.map((name) => openLiveSocket(target, name, pause)));
    sockets.push(...opening.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : [])));
    const refused = opening.find((outcome) => outcome.status === "rejected");
    if (refused !== undefined) {
      await endAll();
      throw refused.reason;
    }
  }
  const sum = (pick: (socket: LiveSocket) => number) =>
    sockets.reduce((total, socket) => total + pick(socket), 0);
  return {
    rounds: async (further) => {
      const waiting = sockets.map((socket) => ({ socket, goal: socket.echoed() + further }));
      const all = () => waiting.every(({ socket, goal }) => socket.dropped() || socket.echoed() >= goal);
      await until(`${further} further echoes of each socket`, async () => all() || undefined);
    },
    stop: async () => {
      await endAll();
      return {
        opened: sockets.length,
        dropped: sum((socket) => Number(socket.dropped())),
        lost: sum((socket) => socket.sent() - socket.echoed()),
        exchanged: sum((socket) => socket.echoed()),
      };
    },
  };
}
