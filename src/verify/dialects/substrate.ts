import { show } from "../../core/validate/show.ts";
import type { Identity } from "./dialect.ts";
import type { JsonRpcClient, JsonRpcReply } from "./json-rpc-client.ts";

/** JSON-RPC 2.0: method not found; Substrate gives it for calls that it keeps from outsiders. */
const methodNotFound = -32601;

/**
 * A Substrate node, by calls that only read. `system_peers` is the one of them that a node with safe RPC refuses
 * (polkadot-sdk, substrate/client/rpc/src/system): it shows whether unsafe calls are open without making a change.
 */
export async function substrateIdentity(client: JsonRpcClient, implementation: string): Promise<Identity> {
  const [version, chain, health, localPeer, peers] = await Promise.all([
    client.call("system_version"),
    client.call("system_chain"),
    client.call("system_health"),
    client.call("system_localPeerId"),
    client.call("system_peers"),
  ]);
  const name = text(chain) ?? show(implementation);
  const peerId = peerIdOf(localPeer);
  const state = healthOf(health);
  const unsafe = isUnsafe(peers);
  return {
    kind: "substrate",
    label: [`${name} node`, ...state.words].join(", "),
    fingerprint: JSON.stringify([name, text(version), text(localPeer)]),
    ...(text(version) === undefined ? {} : { version: text(version) as string }),
    ...(peerId === undefined ? {} : { peerId }),
    ...(state.peers === undefined ? {} : { peers: state.peers }),
    ...(unsafe === undefined ? {} : { unsafeRpc: unsafe }),
  };
}

/** One line and not too long, whatever the server says of itself. */
function text(reply: JsonRpcReply): string | undefined {
  return reply.kind === "result" && typeof reply.value === "string" && reply.value !== ""
    ? show(reply.value)
    : undefined;
}

/** It becomes a part of an address that people copy: letters and digits alone (libp2p, "Peer IDs": base58 or base32). */
function peerIdOf(reply: JsonRpcReply): string | undefined {
  const id = text(reply);
  return id !== undefined && /^[A-Za-z\d]+$/.test(id) ? id : undefined;
}

function healthOf(reply: JsonRpcReply): { readonly peers?: number; readonly words: readonly string[] } {
  if (reply.kind !== "result" || typeof reply.value !== "object" || reply.value === null)
    return { words: [] };
  const { peers, isSyncing } = reply.value as { readonly peers?: unknown; readonly isSyncing?: unknown };
  const sync = typeof isSyncing === "boolean" ? [isSyncing ? "syncing" : "in sync"] : [];
  if (typeof peers !== "number") return { words: sync };
  return { peers, words: [`${peers} ${peers === 1 ? "peer" : "peers"}`, ...sync] };
}

function isUnsafe(reply: JsonRpcReply): boolean | undefined {
  if (reply.kind === "result") return true;
  return reply.kind === "error" && reply.code === methodNotFound ? false : undefined;
}
