import type { BackendIdentity } from "../backend-identity.ts";
import type { Check } from "../check.ts";

/** Substrate: whether a call that only trusted callers should reach is answered to everybody, by one that only reads. */
export function checkUnsafeRpc(found: BackendIdentity | undefined): Check | undefined {
  const unsafe = found?.identity?.unsafeRpc;
  if (unsafe === undefined) return undefined;
  const base = { id: "unsafe-rpc", title: "Unsafe calls" };
  if (!unsafe) return { ...base, status: "ok", seen: "refused through the endpoint, as they should be" };
  return {
    ...base,
    status: "warning",
    seen: "system_peers was answered through the endpoint",
    cause:
      "This node answers unsafe calls: anyone who can connect could use them. Restart it with --rpc-methods safe.",
    fix: "systemctl list-units --type=service | grep -i -e polkadot -e substrate -e node",
  };
}
