import { setTimeout as delay } from "node:timers/promises";
import type { BackendFacts } from "../core/facts.ts";
import { type Deadline, deadlineIn } from "./deadline.ts";
import type { Dialect, DialectId, Identity } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import type { HandshakeResult } from "./websocket-handshake.ts";
import type { Wire } from "./wire.ts";

/** What one or more conversations told of a server. */
export interface BackendIdentity {
  /** Undefined: it opened, but spoke none of our dialects; or it did not open at all. */
  readonly identity?: Identity;
  readonly dialect?: DialectId;
  /** The handshake that counts: one that opened, else the first that failed. */
  readonly handshake: HandshakeResult;
}

export interface IdentifyOptions {
  /** Milliseconds for everything together. */
  readonly timeout?: number;
}

/** How long the first dialect has the server for itself before the others are tried beside it, in milliseconds. */
const headStart = 400;

/** Tells what is behind a way to a WebSocket server, by questions that change nothing. Never throws. */
export async function identifyBackend(wire: Wire, options: IdentifyOptions = {}): Promise<BackendIdentity> {
  const deadline = deadlineIn(options.timeout ?? 2000);
  const stop = new AbortController();
  const ask = (dialect: Dialect) => converse(wire, dialect, deadline, stop.signal);
  const [first, ...rest] = dialects as [Dialect, ...Dialect[]];
  try {
    const asked = ask(first);
    const quick = await Promise.race([asked, delay(headStart, undefined, { ref: false })]);
    if (quick !== undefined && (quick.identity !== undefined || isHopeless(quick.handshake))) return quick;
    return await bestOf([asked, ...rest.map(ask)]);
  } finally {
    // Connections say goodbye by themselves meanwhile: nobody waits for a server that is slow to hang up.
    stop.abort();
  }
}

/** One dialect alone, in one connection: to find behind the endpoint what was found directly. */
export async function askInDialect(
  wire: Wire,
  id: DialectId,
  options: IdentifyOptions = {},
): Promise<BackendIdentity> {
  const dialect = dialects.find((candidate) => candidate.id === id) as Dialect;
  const found = await converse(wire, dialect, deadlineIn(options.timeout ?? 2000));
  if (found.handshake.outcome === "opened") await found.handshake.connection.close();
  return found;
}

/** @param address the literal address that answered, where the URL says a name */
export function backendFacts(found: BackendIdentity, error: string, address?: string): BackendFacts {
  const { handshake, identity } = found;
  if (handshake.outcome !== "opened")
    return { answers: false, kind: "none", label: "does not answer", error };
  const { fingerprint, ...told } = identity ?? {
    kind: "websocket" as const,
    label: "WebSocket server",
    fingerprint: "",
  };
  return {
    answers: true,
    ...told,
    milliseconds: handshake.milliseconds,
    ...(address === undefined ? {} : { address }),
  };
}

async function converse(
  wire: Wire,
  dialect: Dialect,
  deadline: Deadline,
  signal?: AbortSignal,
): Promise<BackendIdentity> {
  const handshake = await wire.webSocket({ path: dialect.path, protocols: dialect.protocols });
  if (handshake.outcome !== "opened") return { handshake };
  const { connection } = handshake;
  if (signal?.aborted) {
    void connection.close();
    return { handshake };
  }
  signal?.addEventListener("abort", () => void connection.close());
  const identity = await dialect.converse(connection, deadline);
  return identity === undefined ? { handshake } : { identity, dialect: dialect.id, handshake };
}

/** The first that knows; when none does, one that opened; else what the first question met. */
async function bestOf(asked: readonly Promise<BackendIdentity>[]): Promise<BackendIdentity> {
  const knowing = asked.map(async (one) => {
    const found = await one;
    if (found.identity === undefined) throw new Error("not told");
    return found;
  });
  try {
    return await Promise.any(knowing);
  } catch {
    const all = await Promise.all(asked);
    return all.find(({ handshake }) => isPlain(handshake)) ?? (all[0] as BackendIdentity);
  }
}

/** Opened without a subprotocol, as a client that knows nothing would. */
function isPlain(handshake: HandshakeResult): boolean {
  return handshake.outcome === "opened" && handshake.connection.protocol === "";
}

/** Nothing is there, or it speaks no HTTP: another question cannot fare better. A server may also hang up on a wrong path. */
function isHopeless(handshake: HandshakeResult): boolean {
  return handshake.outcome === "failed" && !["ECONNRESET", "BAD_HANDSHAKE"].includes(handshake.code);
}
