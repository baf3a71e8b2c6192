import type { Duplex } from "node:stream";

/** Milliseconds that one side may still send after the other has ended. */
const halfClosed = 5_000;

/**
 * Carries bytes both ways until both sides have ended; a slow reader slows the writer down. When one side breaks, so
 * does the other.
 */
export function joinSockets(client: Duplex, backend: Duplex): void {
  for (const [one, other] of [
    [client, backend],
    [backend, client],
  ] as const) {
    one.on("error", () => other.destroy());
    one.once("close", () => {
      // After a proper end the other side still gets what is on its way.
      if (!one.readableEnded) other.destroy();
    });
    one.once("end", () => {
      const timer = setTimeout(() => other.destroy(), halfClosed);
      other.once("close", () => clearTimeout(timer));
    });
    one.pipe(other);
  }
}
