import type { BackendFacts } from "../../core/facts.ts";
import type { Deadline } from "../deadline.ts";
import type { WebSocketConnection } from "../websocket-connection.ts";

export type DialectId = "json-rpc" | "libp2p" | "engine.io" | "mqtt";

/** What a conversation brought to light. */
export type Identity = Pick<
  BackendFacts,
  "kind" | "label" | "version" | "peers" | "peerId" | "unsafeRpc" | "subprotocol"
> & {
  /** What stays the same from call to call, to compare a backend with what is behind the endpoint. */
  readonly fingerprint: string;
};

/** One way to ask a WebSocket server who it is. Nothing that is said may change anything on the server. */
export interface Dialect {
  readonly id: DialectId;
  /** Path with query. */
  readonly path: string;
  readonly protocols: readonly string[];
  /** @returns undefined when the server does not speak it */
  converse(connection: WebSocketConnection, deadline: Deadline): Promise<Identity | undefined>;
}
