import { backendTrust } from "../core/backend-trust.ts";
import { type Backend, parseBackend } from "../core/backend-url.ts";
import type { BackendFacts } from "../core/facts.ts";
import { isAddress, isLoopback } from "../core/validate/address.ts";
import type { Host } from "../host/host.ts";
import { type BackendIdentity, backendFacts, identifyBackend } from "../verify/backend-identity.ts";
import { type Deadline, deadlineIn } from "../verify/deadline.ts";
import { backendHost, hostAndPort, sniOf } from "../verify/endpoint-name.ts";
import { backendFailureWords } from "../verify/plain-words.ts";
import { createWire, type Wire } from "../verify/wire.ts";
import { probeCertificate } from "./certificate.ts";
import { hostsFileAddresses } from "./hosts-file.ts";

export interface ProbeBackendOptions {
  /** Milliseconds for everything together; 2000 when not said. */
  readonly timeout?: number;
  /** File that a backend over TLS is held to, in place of the system's roots. */
  readonly pinned?: string | undefined;
}

/** The facts, and the conversation they come from. */
export interface ProbedBackend {
  readonly facts: BackendFacts;
  readonly found?: BackendIdentity;
}

/** Who answers at a backend's URL, found out by questions that change nothing. Never throws. */
export async function probeBackend(
  host: Host,
  url: string,
  options: ProbeBackendOptions = {},
): Promise<BackendFacts> {
  return (await findBackend(host, url, options)).facts;
}

/**
 * A name is tried address by address, as `localhost` may be ::1 while the server listens on 127.0.0.1; `address` in the
 * facts is the one that answered. Never throws.
 */
export async function findBackend(
  host: Host,
  url: string,
  options: ProbeBackendOptions = {},
): Promise<ProbedBackend> {
  const timeout = options.timeout ?? 2000;
  const within = deadlineIn(timeout);
  const target = parseBackend(url);
  const local = await localAddresses(host, target.host);
  const addresses = local ?? (await addressesOf(host, target.host));
  if (addresses.length === 0) return { facts: noAddress(target.host) };
  const tried = await Promise.all(
    addresses.map(async (address) => {
      const wire = await backendWire(host, target, { address, within, pinned: options.pinned });
      return { address, found: await identifyBackend(wire, { timeout: within.left() }) };
    }),
  );
  const { address, found } =
    tried.find(({ found }) => found.handshake.outcome === "opened") ?? mostTelling(tried);
  const nowhere = tried.length > 1 && isRefused({ address, found });
  const words = backendFailureWords(
    found.handshake,
    hostAndPort(nowhere ? target.host : address, target.port),
    timeout,
  );
  const facts = backendFacts(found, words, isAddress(target.host) ? undefined : address);
  return { facts: { ...facts, ...(local === undefined ? {} : { local }) }, found };
}

export interface WireOptions {
  /** The literal address to connect to. */
  readonly address: string;
  readonly within: Deadline;
  /** In place of the backend's own. */
  readonly hostHeader?: string | undefined;
  readonly pinned?: string | undefined;
}

/** A way to the backend as the proxy will take it: its own Host header, and over TLS a certificate that the system, or the operator, trusts. */
export async function backendWire(host: Host, backend: Backend, options: WireOptions): Promise<Wire> {
  const { port } = backend;
  const { address, within, pinned } = options;
  const tls = backend.tls ? { tls: await trustedTls(host, backend, pinned) } : {};
  const hostHeader = options.hostHeader ?? backendHost(backend);
  return createWire(host, { address, port, host: hostHeader, timeout: within.left(), ...tls }, within);
}

async function trustedTls(host: Host, { host: asked }: Backend, pinned: string | undefined) {
  const names = pinned === undefined ? [] : ((await probeCertificate(host, pinned, pinned))?.names ?? []);
  const { rootsFile, name } = backendTrust(asked, pinned === undefined ? undefined : { file: pinned, names });
  const roots = (await host.readFile(rootsFile))?.toString("latin1");
  return { ...sniOf(name), trust: { roots, name } };
}

/** What the box has for a name without asking anybody; undefined where it has nothing. Names below localhost are its own (RFC 6761 6.3). */
async function localAddresses(host: Host, hostname: string): Promise<readonly string[] | undefined> {
  if (isAddress(hostname)) return undefined;
  if (isLoopback(hostname)) return ["127.0.0.1", "::1"];
  const found = await hostsFileAddresses(host, hostname);
  return found.length === 0 ? undefined : found;
}

async function addressesOf(host: Host, hostname: string): Promise<readonly string[]> {
  if (isAddress(hostname)) return [hostname];
  const found = await Promise.all([resolve(host, hostname, 4), resolve(host, hostname, 6)]);
  return found.flat();
}

async function resolve(host: Host, name: string, family: 4 | 6): Promise<readonly string[]> {
  try {
    return await host.resolve(name, family);
  } catch {
    return [];
  }
}

interface Tried {
  readonly address: string;
  readonly found: BackendIdentity;
}

/** "Nothing listens" says less than an answer that was wrong. */
function mostTelling(tried: readonly Tried[]): Tried {
  return tried.find((one) => !isRefused(one)) ?? (tried[0] as Tried);
}

function noAddress(hostname: string): BackendFacts {
  return {
    answers: false,
    kind: "none",
    label: "does not answer",
    error: `The name ${hostname} has no address.`,
  };
}

function isRefused({ found: { handshake } }: Tried): boolean {
  const nobody = ["ECONNREFUSED", "EADDRNOTAVAIL", "ENETUNREACH", "EHOSTUNREACH", "EAFNOSUPPORT"];
  return handshake.outcome === "failed" && nobody.includes(handshake.code);
}
