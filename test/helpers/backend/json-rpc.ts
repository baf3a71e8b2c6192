/** How the backend answers JSON-RPC. `substrate` off: it does not speak it. `unsafe`: methods for operators answer too. */
export type Dialect = { readonly substrate: boolean; readonly unsafe: boolean };

type Request = { readonly id: unknown; readonly method: string };

/** What a Substrate node says to anybody (`--rpc-methods safe`). */
const safeMethods: Readonly<Record<string, unknown>> = {
  system_name: "Test Node",
  system_version: "1.0.0-test",
  system_chain: "Development",
  system_chainType: "Development",
  system_health: { peers: 0, isSyncing: false, shouldHavePeers: false },
  system_properties: { ss58Format: 42, tokenDecimals: 12, tokenSymbol: "UNIT" },
  rpc_methods: {
    methods: ["system_chain", "system_health", "system_name", "system_peers", "system_version"],
  },
};

/** What it says only where unsafe methods are let through. */
const unsafeMethods: Readonly<Record<string, unknown>> = {
  system_peers: [{ peerId: "12D3KooWTest", roles: "FULL", bestHash: "0x00", bestNumber: 1 }],
  system_localListenAddresses: ["/ip4/127.0.0.1/tcp/30333"],
};

/** The reply to a JSON-RPC request, or undefined when the text is none or this backend does not speak it. */
export function replyTo(text: string, { substrate, unsafe }: Dialect): string | undefined {
  const request = substrate ? parse(text) : undefined;
  if (request === undefined) return undefined;
  const { id, method } = request;
  const methods = unsafe ? { ...safeMethods, ...unsafeMethods } : safeMethods;
  if (Object.hasOwn(methods, method)) return JSON.stringify({ jsonrpc: "2.0", id, result: methods[method] });
  const message = Object.hasOwn(unsafeMethods, method)
    ? "RPC call is unsafe to be called externally"
    : "Method not found";
  return JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32601, message } });
}

function parse(text: string): Request | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("method" in value)) return undefined;
    return typeof value.method === "string"
      ? { id: "id" in value ? value.id : null, method: value.method }
      : undefined;
  } catch {
    return undefined;
  }
}
