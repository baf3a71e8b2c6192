import { X509Certificate } from "node:crypto";
import type { Duplex } from "node:stream";
// biome-ignore lint/style/noRestrictedImports: TLS alone, over a connection that the host dialed.
import { connect, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import { certificateFingerprint } from "../core/fingerprint.ts";
import { since, timedOut, type WireFailure, wireFailure } from "./wire-failure.ts";

export interface TlsRequest {
  /** Sent as SNI; undefined for a name that is an IP address (RFC 6066 section 3 forbids those). */
  readonly servername?: string;
  /** Milliseconds for the whole handshake. */
  readonly timeout: number;
  /** Refuse a certificate that does not lead to one of these roots (PEM) or is not for `name`. */
  readonly trust?: { readonly roots: string | undefined; readonly name: string };
}

export interface TlsSession {
  readonly outcome: "opened";
  readonly socket: TLSSocket;
  /** `TLSv1.3` or `TLSv1.2`. */
  readonly protocol: string;
  readonly cipher: string;
  readonly leaf: X509Certificate;
  /** SHA-256 of the leaf's DER, lower-case hex without colons. */
  readonly fingerprint: string;
  /** How many certificates the chain holds, leaf included. */
  readonly chainLength: number;
  readonly milliseconds: number;
}

/** TLS over an open connection, ALPN http/1.1. Never throws; without `trust` every certificate is taken and handed out to be judged. */
export function openTls(socket: Duplex, request: TlsRequest): Promise<TlsSession | WireFailure> {
  const started = performance.now();
  return new Promise((settle) => {
    const secure = connect({
      socket,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: request.trust !== undefined,
      ...(request.servername === undefined ? {} : { servername: request.servername }),
      ...(request.trust === undefined ? {} : { host: request.trust.name }),
      ...(request.trust?.roots === undefined ? {} : { ca: request.trust.roots }),
    });
    const end = (result: TlsSession | WireFailure) => {
      clearTimeout(timer);
      if (result.outcome === "failed") {
        secure.destroy();
        socket.destroy();
      }
      settle(result);
    };
    const timer = setTimeout(() => end(timedOut(started)), request.timeout);
    secure.on("error", (error) => end(wireFailure(error, started)));
    secure.once("close", () =>
      end({ ...timedOut(started), code: "ECONNRESET", said: "closed during the TLS handshake" }),
    );
    secure.once("secureConnect", () => end(session(secure, started)));
  });
}

function session(socket: TLSSocket, started: number): TlsSession | WireFailure {
  // Asked once: Node gives the chain away and has none for a second call.
  const peer = socket.getPeerCertificate(true);
  if (peer?.raw === undefined) return wireFailure(new Error("the server showed no certificate"), started);
  const leaf = new X509Certificate(peer.raw);
  return {
    outcome: "opened",
    socket,
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().name,
    leaf,
    fingerprint: certificateFingerprint(leaf),
    chainLength: chainLength(peer),
    milliseconds: since(started),
  };
}

/** A self-signed certificate is its own issuer: the walk ends at the first one seen before. */
function chainLength(leaf: DetailedPeerCertificate): number {
  const seen = new Set<string>();
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate?.fingerprint256 !== undefined && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    certificate = certificate.issuerCertificate;
  }
  return seen.size;
}
