import type { Limits } from "../../../core/answers.ts";

/** Addresses that are remembered before those with nothing to remember are forgotten. */
const crowd = 1024;

interface Rate {
  /** Handshakes above the rate that have not drained yet. */
  excess: number;
  /** Milliseconds, by the caller's clock. */
  at: number;
}

/** Counts the WebSockets of each client address: how many are open, and how fast new ones come. */
export class HandshakeLimiter {
  #limits: Limits | false;
  readonly #open = new Map<string, number>();
  readonly #rates = new Map<string, Rate>();
  #sweepAt = crowd;

  constructor(limits: Limits | false) {
    this.#limits = limits;
  }

  /** New limits; what is open goes on counting. */
  set limits(limits: Limits | false) {
    this.#limits = limits;
  }

  /**
   * Lets a handshake in, or not. A refused one counts for nothing, so that a client that keeps trying is not shut out
   * for ever; the rate is a leaky bucket as nginx's limit_req has it (ngx_http_limit_req_module, nodelay).
   * @param now milliseconds of a clock that never goes back
   * @returns to be called once the WebSocket is gone; undefined when the address has had enough
   */
  admit(address: string, now: number): (() => void) | undefined {
    const open = this.#open.get(address) ?? 0;
    if (this.#limits !== false) {
      const { connectionsPerIp } = this.#limits;
      if (connectionsPerIp !== false && open >= connectionsPerIp) return undefined;
      if (!this.#isWithinRate(address, now, this.#limits)) return undefined;
    }
    this.#open.set(address, open + 1);
    return () => this.#leave(address);
  }

  #leave(address: string): void {
    const open = (this.#open.get(address) ?? 1) - 1;
    if (open === 0) this.#open.delete(address);
    else this.#open.set(address, open);
  }

  #isWithinRate(address: string, now: number, { handshakesPerSecond, burst }: Limits): boolean {
    if (handshakesPerSecond === false) return true;
    const before = this.#rates.get(address);
    const drained = before === undefined ? 0 : ((now - before.at) / 1000) * handshakesPerSecond;
    const excess = before === undefined ? 0 : Math.max(0, before.excess - drained + 1);
    // What drains in fractions never adds up exactly.
    if (excess > burst + 1e-6) return false;
    this.#rates.set(address, { excess, at: now });
    if (this.#rates.size > this.#sweepAt) this.#forget(now, handshakesPerSecond);
    return true;
  }

  #forget(now: number, handshakesPerSecond: number): void {
    for (const [address, { excess, at }] of this.#rates) {
      if (((now - at) / 1000) * handshakesPerSecond >= excess + 1) this.#rates.delete(address);
    }
    this.#sweepAt = Math.max(crowd, 2 * this.#rates.size);
  }
}
