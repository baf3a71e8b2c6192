import { type Backend, parseBackend } from "../core/backend-url.ts";
import { bracketed } from "../core/bracketed.ts";
import type { Facts } from "../core/facts.ts";
import { isAddress, isLoopback } from "../core/validate/address.ts";

/** A backend, and where the proxy finds it. */
export interface PlacedBackend extends Backend {
  /** A literal address; the name itself where only DNS knows it. */
  readonly address: string;
}

/**
 * A name that the box knows by itself is written as the literal address that answers: `localhost` may be two addresses,
 * of which the backend has one. While nobody answers, what is written already stays: a backend that is down is no reason
 * for another configuration. Pure.
 * @param written the address that our configuration has for a backend now
 */
export function placeBackend(
  url: string,
  facts: Facts,
  written: (backend: Backend) => string | undefined = () => undefined,
): PlacedBackend {
  const backend = parseBackend(url);
  const { host } = backend;
  const seen = facts.backends[url];
  const local = seen?.local ?? (isLoopback(host) ? ["127.0.0.1"] : []);
  if (isAddress(host) || local.length === 0) return { ...backend, address: host };
  const known = [seen?.address, written(backend)].find(
    (address) => address !== undefined && local.includes(address),
  );
  return { ...backend, address: known ?? local[0] ?? host };
}

/** Address and port, as configurations name them. */
export function placeOf({ address, port }: PlacedBackend): string {
  return `${bracketed(address)}:${port}`;
}

/** Behind an address that stands for a name: for people, and for the next plan. */
export function remarkOn({ url, host, address }: PlacedBackend): string {
  return address === host ? "" : ` # ${url}`;
}

/** The Host of a request to a backend: no port where it is the scheme's own (RFC 9110 7.2). */
export function hostHeader({ host, port, tls }: Backend): string {
  return port === (tls ? 443 : 80) ? bracketed(host) : `${bracketed(host)}:${port}`;
}
