import type { Socket } from "node:net";
import type { PooledBackend } from "./backend-pool.ts";
import { dialBackend } from "./dial-backend.ts";
import type { Current } from "./service.ts";

/** A connection to one of the backends. */
export interface Connected {
  readonly backend: PooledBackend;
  readonly connection: Socket;
  /** To be called once it is not used any more. */
  readonly left: () => void;
}

/** A backend's failure, with its name. */
export class BackendFailure extends Error {
  constructor({ url }: PooledBackend, cause: unknown) {
    super(`${url}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * Goes on to the next backend as long as none takes a connection.
 * @param address the client's
 * @param gone aborted: nobody waits for it any more
 * @throws BackendFailure of the last one
 */
export async function dialInTurn(
  { pool, settings }: Current,
  address: string,
  gone: AbortSignal,
): Promise<Connected> {
  let failure: unknown = new Error("there is no backend");
  for (const backend of pool.inTurn(address, performance.now())) {
    gone.throwIfAborted();
    const left = pool.opened(backend);
    try {
      const connection = await dialBackend(backend, settings);
      if (!gone.aborted) return { backend, connection, left };
      connection.destroy();
      left();
    } catch (error) {
      left();
      pool.failed(backend, performance.now());
      failure = new BackendFailure(backend, error);
    }
  }
  gone.throwIfAborted();
  throw failure;
}
