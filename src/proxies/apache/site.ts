import type { Limits, TlsProfile } from "../../core/answers.ts";
import type { Challenges } from "../challenges.ts";
import type { PlacedBackend } from "../place-backend.ts";
import type { CertificateFiles } from "../proxy.ts";
import type { BackendCheck } from "./backend-check.ts";
import type { Place } from "./listening.ts";

/** Everything that the configuration says, decided. */
export interface Site {
  readonly names: readonly string[];
  readonly backends: readonly PlacedBackend[];
  /** Who those over TLS have to be. */
  readonly check: BackendCheck;
  /** A client stays with its backend, by its address; otherwise it goes where the fewest connections are. */
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
    /** The program that shows it in place of an error. */
    readonly program: string;
  };
  /** Port 80, where it is wanted: `redirect` sends people to https, otherwise only challenges are answered. */
  readonly http?: SitePort & {
    readonly redirect: boolean;
    readonly challenges: Challenges;
  };
  /** Absent as long as there is no certificate. */
  readonly https?: SiteHttps;
  /** The program that counts WebSockets, the user and group it runs as, and where it hands its counts on at a reload. */
  readonly limiter: { readonly program: string; readonly user: string; readonly state: string };
}

export interface SitePort {
  readonly places: readonly Place[];
  /** No line of the configuration makes Apache listen here. */
  readonly needsListen: boolean;
}

export interface SiteHttps extends SitePort {
  readonly port: number;
  readonly tls: SiteTls;
  /** mod_proxy_http passes an upgrade on by itself (since 2.4.47); before, mod_proxy_wstunnel does. */
  readonly passesUpgrades: boolean;
}

export interface SiteTls extends CertificateFiles {
  readonly profile: TlsProfile;
  /** OpenSSL knows X25519MLKEM768 (since 3.5); an older one makes Apache refuse to start. */
  readonly hybridCurve: boolean;
}
