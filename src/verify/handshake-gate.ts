import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "./deadline.ts";
import type { HandshakeResult } from "./websocket-handshake.ts";
import type { Wire } from "./wire.ts";

/** A proof must not eat up what the endpoint allows one address. */
const maxHandshakes = 12;
/** Limits count by the second. */
const pause = 1000;
const maxAttempts = 4;

/**
 * Keeps a proof within the endpoint's own limits: counts its WebSocket handshakes, and when one is refused by a limiter
 * (429, or 503 as nginx and Apache say by default) it asks again in the next second, a few times at most.
 */
export class HandshakeGate {
  /** Whole seconds spent waiting so far. */
  waited = 0;
  private spent = 0;
  private readonly deadline: Deadline;
  private readonly mayBeLimited: () => boolean;

  /** @param mayBeLimited false when a 503 has another reason: the backend is down */
  constructor(deadline: Deadline, mayBeLimited: () => boolean) {
    this.deadline = deadline;
    this.mayBeLimited = mayBeLimited;
  }

  guard(wire: Wire): Wire {
    return { http: wire.http, webSocket: (request) => this.open(() => wire.webSocket(request)) };
  }

  private async open(handshake: () => Promise<HandshakeResult>): Promise<HandshakeResult> {
    for (let attempt = 1; ; attempt += 1) {
      this.spent += 1;
      const result = await handshake();
      if (!this.isLimited(result) || attempt === maxAttempts || this.spent >= maxHandshakes) return result;
      if (this.deadline.left() < 2 * pause) return result;
      await delay(pause);
      this.waited += 1;
    }
  }

  private isLimited(result: HandshakeResult): boolean {
    if (result.outcome !== "refused") return false;
    return result.status === 429 || (result.status === 503 && this.mayBeLimited());
  }
}
