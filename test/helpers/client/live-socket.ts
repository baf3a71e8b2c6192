import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "./target.ts";
import { openWebSocket } from "./websocket.ts";

/** A WebSocket that keeps talking to an echo backend. */
export type LiveSocket = {
  /** Messages sent, and those of them that came back as they were. */
  readonly sent: () => number;
  readonly echoed: () => number;
  /** Whether it was closed or broke before it was closed here. */
  readonly dropped: () => boolean;
  /** Exchanges one message more, which takes 10 s at most, and closes. */
  readonly end: () => Promise<void>;
};

const lastEcho = 10_000;

/**
 * Opens a WebSocket and sends `name:0`, `name:1`, … over it, each `pause` milliseconds after the echo of the one before.
 * Rejects when the handshake fails or is refused.
 */
export async function openLiveSocket(target: Target, name: string, pause: number): Promise<LiveSocket> {
  const socket = await openWebSocket(target);
  if (!("ask" in socket))
    throw new Error(`The handshake of socket ${name} was answered with ${socket.status}.`);
  let [sent, echoed, dropped, closing] = [0, 0, false, false];
  const ending = new AbortController();
  void socket.closed.then(() => {
    dropped = !closing;
  });
  const exchange = async () => {
    const message = `${name}:${sent}`;
    sent += 1;
    if ((await socket.ask(message)) === message) echoed += 1;
  };
  const talk = async () => {
    while (!ending.signal.aborted && !dropped) {
      await exchange();
      await sleep(pause, undefined, { signal: ending.signal }).catch(() => undefined);
    }
    // Only an echo shows that it was not dropped just now.
    if (!dropped) await exchange();
  };
  // One that closes instead of an answer shows as dropped, and its message as one that was not echoed.
  const silence = talk().catch(() => undefined);
  const end = async () => {
    ending.abort();
    await Promise.race([silence, sleep(lastEcho, undefined, { ref: false })]);
    closing = true;
    await socket.close();
  };
  return { sent: () => sent, echoed: () => echoed, dropped: () => dropped, end };
}
