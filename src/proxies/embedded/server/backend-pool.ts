import { createHash } from "node:crypto";
import { backendTrust } from "../../../core/backend-trust.ts";
import { type Backend, parseBackend } from "../../../core/backend-url.ts";
import { hostHeader } from "../../place-backend.ts";
import type { EmbeddedConfig } from "./config.ts";

/** A backend that failed this often in a row rests. */
const mostFailures = 3;
/** Milliseconds. */
const rest = 10_000;

export interface PooledBackend extends Backend {
  /** Value of the Host header: the backend's own, for some servers (Substrate nodes) refuse a foreign one. */
  readonly hostHeader: string;
  /** The name that its certificate must be good for; it counts over TLS alone. */
  readonly certifiedName: string;
}

interface Health {
  open: number;
  failures: number;
  restsUntil: number;
}

/** The backends, the least busy first; or, where each client has to stay with one, that one first. */
export class BackendPool {
  readonly #backends: ReadonlyMap<PooledBackend, Health>;
  readonly #sticky: boolean;

  /** @param before how its backends are is known of those that are in both */
  constructor(
    { backends, sticky, pin }: Pick<EmbeddedConfig, "backends" | "sticky" | "pin">,
    before?: BackendPool,
  ) {
    this.#sticky = sticky;
    this.#backends = new Map(
      backends.map((url) => {
        const backend = parseBackend(url);
        const certifiedName = backendTrust(backend.host, pin).name;
        const health = (before === undefined ? undefined : before.#healthOf(url)) ?? {
          open: 0,
          failures: 0,
          restsUntil: 0,
        };
        return [{ ...backend, hostHeader: hostHeader(backend), certifiedName }, health];
      }),
    );
  }

  /**
   * Whom to ask for this client, in this order. One that rests comes last: asked it is only where all others fail.
   * @param now milliseconds of a clock that never goes back
   */
  inTurn(address: string, now: number): readonly PooledBackend[] {
    const isResting = ({ restsUntil }: Health) => Number(restsUntil > now);
    const own = (backend: PooledBackend, { open }: Health) =>
      this.#sticky ? affinity(address, backend) : open;
    return [...this.#backends]
      .map(([backend, health]) => ({ backend, resting: isResting(health), place: own(backend, health) }))
      .sort((one, other) => one.resting - other.resting || one.place - other.place)
      .map(({ backend }) => backend);
  }

  failed(backend: PooledBackend, now: number): void {
    const health = this.#health(backend);
    health.failures += 1;
    if (health.failures < mostFailures) return;
    health.failures = 0;
    health.restsUntil = now + rest;
  }

  /** It gave an answer; that it takes a connection says little. */
  answered(backend: PooledBackend): void {
    this.#health(backend).failures = 0;
  }

  /** @returns to be called once the connection is gone, also more than once */
  opened(backend: PooledBackend): () => void {
    const health = this.#health(backend);
    health.open += 1;
    let isOpen = true;
    return () => {
      if (isOpen) health.open -= 1;
      isOpen = false;
    };
  }

  #health(backend: PooledBackend): Health {
    const health = this.#backends.get(backend);
    if (health === undefined) throw new Error(`${backend.url} is not in the pool`);
    return health;
  }

  #healthOf(url: string): Health | undefined {
    return [...this.#backends].find(([backend]) => backend.url === url)?.[1];
  }
}

/** The backend with the least is the client's own: one that comes or goes moves no client of the others (rendezvous hashing). */
function affinity(address: string, { url }: Backend): number {
  return createHash("sha256").update(`${address} ${url}`).digest().readUInt32BE();
}
