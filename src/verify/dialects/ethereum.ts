import { show } from "../../core/validate/show.ts";
import type { Identity } from "./dialect.ts";
import type { JsonRpcClient } from "./json-rpc-client.ts";

/** An Ethereum node, after `web3_clientVersion` (`Geth/v1.13.5-stable/linux-amd64/go1.21`) was answered. */
export async function ethereumIdentity(client: JsonRpcClient, clientVersion: string): Promise<Identity> {
  const [program = "", ...rest] = show(clientVersion).split("/");
  const version = rest.find((part) => /^v?\d/.test(part));
  const block = await client.call("eth_blockNumber");
  const height = block.kind === "result" ? quantity(block.value) : undefined;
  const node = program === "" ? "Ethereum node" : `Ethereum node (${program.toLowerCase()})`;
  return {
    kind: "ethereum",
    label: height === undefined ? node : `${node}, block ${height.toLocaleString("en-US")}`,
    fingerprint: clientVersion,
    ...(version === undefined ? {} : { version }),
  };
}

/** Quantities are hexadecimal with a prefix (Ethereum JSON-RPC, "Hex value encoding"), and no block has a longer number. */
function quantity(value: unknown): bigint | undefined {
  return typeof value === "string" && /^0x[0-9a-f]{1,16}$/i.test(value) ? BigInt(value) : undefined;
}
