import type { Limits, TlsProfile } from "../../core/answers.ts";
import type { BackendTrust } from "../../core/backend-trust.ts";
import type { PlacedBackend } from "../place-backend.ts";
import type { HaproxyBuild } from "./shipped.ts";

/** Everything that the configuration says, decided. */
export interface Site {
  readonly names: readonly string[];
  readonly backends: readonly SiteBackend[];
  /** A client stays with one backend, because a session of its has several connections (Engine.IO). */
  readonly sticky: boolean;
  readonly limits: Limits | false;
  /** Origins that may open a WebSocket from a browser, or any. */
  readonly origins: "any" | readonly string[];
  /** Seconds. */
  readonly idleTimeout: number;
  /** The kernel knows IPv6. */
  readonly ipv6: boolean;
  readonly build: HaproxyBuild;
  /** The script that counts handshakes. */
  readonly handshakes: string;
  /** The operator's configuration says nothing of the size of buffers. */
  readonly ownBuffers: boolean;
  /** The operator's configuration says nothing of Lua. */
  readonly ownLua: boolean;
  /** The page that tests the connection, where it is wanted. */
  readonly page?: SitePage;
  /** Port 80, where it is wanted: `redirect` sends people to https, otherwise only challenges are answered. */
  readonly http?: {
    readonly port: number;
    readonly redirect: boolean;
    /** Port of 127.0.0.1 where an authority's challenges are answered; absent: there are none. */
    readonly challenges?: number;
  };
  /** Absent as long as there is no certificate. */
  readonly https?: SiteHttps;
}

export interface SiteBackend extends PlacedBackend {
  /** Who it has to be; absent where it speaks no TLS. */
  readonly trust?: BackendTrust;
}

export interface SitePage {
  /** File with the whole response. */
  readonly file: string;
  /** What can be fetched besides, by its path. */
  readonly downloads: Readonly<Record<string, { readonly file: string; readonly type: string }>>;
}

export interface SiteHttps {
  readonly port: number;
  /** Certificate and key in one file. */
  readonly pairFile: string;
  /** Undefined where no DHE suite is on offer. */
  readonly dhparamFile?: string;
  /** The operator's configuration has parameters already, which hold for all of HAProxy. */
  readonly ownDhparam: boolean;
  readonly profile: TlsProfile;
}
