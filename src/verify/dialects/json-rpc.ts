import type { Dialect, Identity } from "./dialect.ts";
import { ethereumIdentity } from "./ethereum.ts";
import { jsonRpcClient } from "./json-rpc-client.ts";
import { substrateIdentity } from "./substrate.ts";

/** Substrate and Ethereum nodes; a server that sends our words back is found by the same two questions. */
export const jsonRpc: Dialect = {
  id: "json-rpc",
  path: "/",
  protocols: [],
  converse: async (connection, deadline) => {
    const client = jsonRpcClient(connection, deadline);
    const [substrate, ethereum] = await Promise.all([
      client.call("system_name"),
      client.call("web3_clientVersion"),
    ]);
    if (substrate.kind === "result") return substrateIdentity(client, String(substrate.value));
    if (ethereum.kind === "result") return ethereumIdentity(client, String(ethereum.value));
    if (substrate.kind === "echo" || ethereum.kind === "echo") return echo;
    if (substrate.kind === "error" || ethereum.kind === "error") return otherJsonRpc;
    return undefined;
  },
};

const echo: Identity = { kind: "echo", label: "Echo server", fingerprint: "echo" };
const otherJsonRpc: Identity = { kind: "websocket", label: "JSON-RPC server", fingerprint: "json-rpc" };
