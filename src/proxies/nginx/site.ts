import type { Limits, TlsProfile } from "../../core/answers.ts";
import type { BackendTrust } from "../../core/backend-trust.ts";
import type { Challenges } from "../challenges.ts";
import type { PlacedBackend } from "../place-backend.ts";
import type { CertificateFiles } from "../proxy.ts";
import type { Socket } from "./listening.ts";

/** Everything that the configuration says, decided. */
export interface Site {
  readonly names: readonly string[];
  readonly backends: readonly PlacedBackend[];
  /** Who the backends have to be, where they speak TLS; nginx takes one answer for all. */
  readonly trust?: BackendTrust;
  /** A client comes to the same backend each time. */
  readonly sticky: boolean;
  readonly limits: Limits | false;
  /** Origins that may open a WebSocket from a browser, or any. */
  readonly origins: "any" | readonly string[];
  /** Seconds. */
  readonly idleTimeout: number;
  /** The page that tests the connection, where it is wanted. */
  readonly page?: {
    /** Where it and its downloads lie. */
    readonly folder: string;
  };
  /** Port 80, where it is wanted: `redirect` sends people to https, otherwise only challenges are answered. */
  readonly http?: {
    readonly sockets: readonly Socket[];
    readonly redirect: boolean;
    readonly challenges: Challenges;
  };
  /** Absent as long as there is no certificate. */
  readonly https?: SiteHttps;
  /** Sizes of nginx's hash tables that the names need, by directive. */
  readonly hashBuckets: Readonly<Record<string, number>>;
}

export interface SiteHttps {
  readonly sockets: readonly Socket[];
  readonly port: number;
  readonly tls: SiteTls;
}

export interface SiteTls extends CertificateFiles {
  readonly profile: TlsProfile;
  /** OpenSSL knows X25519MLKEM768 (since 3.5); an older one makes nginx refuse to start. */
  readonly hybridCurve: boolean;
  /** `ssl_reject_handshake` is there (since nginx 1.19.4). */
  readonly rejectsHandshakes: boolean;
}
