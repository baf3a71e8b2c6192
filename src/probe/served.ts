import type { Host } from "../host/host.ts";
import { sniOf } from "../verify/endpoint-name.ts";
import { loopback } from "../verify/own-addresses.ts";
import { openTls } from "../verify/tls-session.ts";
import { dialSocket } from "../verify/wire.ts";

/** Milliseconds for the connection, and again for the handshake. */
const timeout = 2_000;

/**
 * The fingerprint of the certificate that is served under a name on this box now (SHA-256 of the DER, lower-case hex);
 * undefined where nothing serves one. Never throws.
 */
export async function probeServed(host: Host, name: string, port: number): Promise<string | undefined> {
  const socket = await dialSocket(host, { address: loopback, port, timeout });
  if ("outcome" in socket) return undefined;
  const session = await openTls(socket, { ...sniOf(name), timeout });
  if (session.outcome === "failed") return undefined;
  session.socket.destroy();
  return session.fingerprint;
}
