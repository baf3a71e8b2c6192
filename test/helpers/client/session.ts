import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** What a connection's TLS session was. */
export type Session = {
  /** "TLSv1.3" */
  readonly tlsVersion: string;
  /** SHA-256 of the leaf, as `openssl x509 -fingerprint -sha256` prints it: colons, capitals. */
  readonly fingerprint: string;
  readonly subjectAltName: string;
};

/** The session of a connected socket, or undefined when it is plain TCP. */
export function sessionOf(socket: Duplex | null): Session | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = socket.getPeerCertificate();
  return {
    tlsVersion: socket.getProtocol() ?? "",
    fingerprint: certificate.fingerprint256,
    subjectAltName: certificate.subjectaltname ?? "",
  };
}
