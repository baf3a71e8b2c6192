import { type Backend, parseBackend } from "../../../core/backend-url.ts";

/** A backend that failed this often in a row rests. */
const mostFailures = 3;
/** Milliseconds. */
const rest = 10_000;

export interface PooledBackend extends Backend {
  /** Value of the Host header: the backend's own, for some servers (Substrate nodes) refuse a foreign one. */
  readonly hostHeader: string;
}

interface Health {
  open: number;
  failures: number;
  restsUntil: number;
}

/** The backends, the least busy first. */
export class BackendPool {
  readonly #backends: ReadonlyMap<PooledBackend, Health>;

  constructor(urls: readonly string[]) {
    this.#backends = new Map(
      urls.map((url) => [pooled(parseBackend(url)), { open: 0, failures: 0, restsUntil: 0 }]),
    );
  }

  /**
   * Whom to ask, in this order. One that rests comes last: asked it is only where all others fail.
   * @param now milliseconds of a clock that never goes back
   */
  inTurn(now: number): readonly PooledBackend[] {
    const isResting = ({ restsUntil }: Health) => Number(restsUntil > now);
    return [...this.#backends]
      .sort(([, one], [, other]) => isResting(one) - isResting(other) || one.open - other.open)
      .map(([backend]) => backend);
  }

  failed(backend: PooledBackend, now: number): void {
    const health = this.#health(backend);
    health.failures += 1;
    if (health.failures < mostFailures) return;
    health.failures = 0;
    health.restsUntil = now + rest;
  }

  /** @returns to be called once the connection is gone */
  opened(backend: PooledBackend): () => void {
    const health = this.#health(backend);
    health.failures = 0;
    health.open += 1;
    return () => {
      health.open -= 1;
    };
  }

  #health(backend: PooledBackend): Health {
    const health = this.#backends.get(backend);
    if (health === undefined) throw new Error(`${backend.url} is not in the pool`);
    return health;
  }
}

/** No port where it is the scheme's own (RFC 9110 7.2). */
function pooled(backend: Backend): PooledBackend {
  const { host, port, tls } = backend;
  const name = host.includes(":") ? `[${host}]` : host;
  return { ...backend, hostHeader: port === (tls ? 443 : 80) ? name : `${name}:${port}` };
}
