import type { IncomingHttpHeaders } from "node:http";
import type { PooledBackend } from "./backend-pool.ts";

/** A redirect of the backend to itself leads clients to us. */
export function leadToUs(headers: IncomingHttpHeaders, { tls, hostHeader }: PooledBackend): void {
  const own = `${tls ? "https" : "http"}://${hostHeader}/`;
  if (headers.location?.startsWith(own)) headers.location = headers.location.slice(own.length - 1);
}
