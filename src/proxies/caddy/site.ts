import type { Limits, TlsProfile } from "../../core/answers.ts";
import type { BackendTrust } from "../../core/backend-trust.ts";
import type { Backend } from "../../core/backend-url.ts";
import type { Challenges } from "../challenges.ts";
import type { CaddyTraits } from "./shipped.ts";

/** Everything that the configuration says, decided. */
export interface Site {
  readonly names: readonly string[];
  readonly backends: readonly Backend[];
  /** Who the backends have to be, where they speak TLS and the operator pinned it. */
  readonly pinned?: BackendTrust;
  /** Each client goes to the same backend every time: its sessions live there. */
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
  readonly ports: { readonly http: number; readonly https: number };
  /** Port 80, where it is wanted: `redirect` sends people to https, otherwise only challenges are answered. */
  readonly http?: { readonly redirect: boolean; readonly challenges: Challenges };
  /** Absent as long as there is no certificate. */
  readonly https?: SiteTls;
  /** The whole Caddyfile is ours: its global options and the names that nobody has are too. */
  readonly alone: boolean;
  readonly traits: CaddyTraits;
}

export interface SiteTls {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly profile: TlsProfile;
}
