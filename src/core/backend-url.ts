import { canonicalAddress, isLoopback } from "./validate/address.ts";
import { validateBackend } from "./validate/backend.ts";
import { urlParts } from "./validate/url-parts.ts";
import { refuseWith, type Verdict } from "./validate/verdict.ts";

/** A backend cut in the parts that configurations need. */
export interface Backend {
  /** The URL as in `Answers.backend`. */
  readonly url: string;
  /** The proxy speaks TLS to it (`wss`, `https`). */
  readonly tls: boolean;
  /** A name or an address; an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Cuts a URL that `validateBackend` accepted; the port is 80 or 443 when it names none. Throws on anything else (a bug). */
export function parseBackend(url: string): Backend {
  const parts = urlParts(url);
  // The whole of it stands in remarks of configurations too: nothing that could end one gets past here.
  if (parts === undefined || !/^[a-z]+:\/\/(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/.test(url))
    throw new Error(`not a validated backend: ${JSON.stringify(url)}`);
  const tls = parts.scheme === "wss" || parts.scheme === "https";
  return { url, tls, host: parts.host.replace(/^\[|\]$/g, ""), port: Number(parts.port ?? (tls ? 443 : 80)) };
}

/** What of this box is known when a backend is judged. */
export interface EndpointContext {
  /** Names that clients connect to. */
  readonly names?: readonly string[];
  /** The box's own IP addresses. */
  readonly addresses?: readonly string[];
}

/** Whether a validated backend is the proxy's own door: port 80 or 443 of this box, under any of its names. */
export function isOwnEndpoint(url: string, { names = [], addresses = [] }: EndpointContext): boolean {
  const { host, port } = parseBackend(url);
  if (port !== 80 && port !== 443) return false;
  return isLoopback(host) || names.includes(host) || addresses.map(canonicalAddress).includes(host);
}

/** As `validateBackend`, and refuses the endpoint itself: it would answer its own questions for ever. */
export function validateForeignBackend(text: string, context: EndpointContext): Verdict {
  const verdict = validateBackend(text);
  return verdict.ok && isOwnEndpoint(verdict.value, context)
    ? refuseWith("That is this proxy itself.")
    : verdict;
}
