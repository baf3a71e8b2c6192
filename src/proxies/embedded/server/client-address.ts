import type { Duplex } from "node:stream";

/** The address that really connected, IPv4 in its own form also on a socket of both families; undefined: it is gone. */
export function clientAddress(socket: Duplex): string | undefined {
  if (!("remoteAddress" in socket) || typeof socket.remoteAddress !== "string") return undefined;
  return socket.remoteAddress.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
