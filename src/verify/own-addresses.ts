import type { Host } from "../host/host.ts";
import { familyOf } from "./endpoint-name.ts";
import { dialSocket } from "./wire.ts";

export const loopback = "127.0.0.1";

/**
 * The addresses through which the box proves its own endpoint. Without a global one, loopback: 127.0.0.1, and ::1 where
 * somebody listens there.
 * @param timeout milliseconds
 */
export async function provingAddresses(
  host: Host,
  global: readonly string[],
  port: number,
  timeout: number,
): Promise<readonly string[]> {
  if (global.length > 0) return global;
  const v6 = await dialSocket(host, { address: "::1", port, timeout });
  if ("outcome" in v6) return [loopback];
  v6.destroy();
  return [loopback, "::1"];
}

/** At most one address of each family, IPv4 first: enough for what depends on the family alone. */
export function onePerFamily(addresses: readonly string[]): readonly string[] {
  return [4, 6].flatMap((family) => addresses.find((address) => familyOf(address) === family) ?? []);
}
