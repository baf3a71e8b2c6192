import { BackendPool } from "./backend-pool.ts";
import type { HandshakeLimiter } from "./handshake-limiter.ts";
import { KnownNames } from "./known-names.ts";
import { type Contexts, makeContexts } from "./secure-context.ts";
import type { Settings } from "./settings.ts";

/** Everything that a reload replaces at once. */
export interface Current {
  readonly settings: Settings;
  readonly names: KnownNames;
  readonly pool: BackendPool;
  readonly contexts: Contexts;
}

/** What the handlers of all connections share. */
export interface Service {
  readonly current: Current;
  readonly limiter: HandshakeLimiter;
  /** One line for the operator. */
  readonly log: (line: string) => void;
}

/** @param before what it replaces. @throws Error in OpenSSL's words when the certificate or the key is no good */
export function makeCurrent(settings: Settings, before?: Current): Current {
  const { config } = settings;
  return {
    settings,
    names: new KnownNames(config.names),
    pool: new BackendPool(config, before?.pool),
    contexts: makeContexts(settings),
  };
}
