/** What the operator wants, in normal form: every default filled in, every value validated. */
export interface Answers {
  /** One or more backends as literal URLs (`ws://127.0.0.1:9944`), never empty. */
  readonly backend: readonly string[];
  /** PEM file with what a backend over TLS is held to, in place of the system's authorities. */
  readonly backendCertificate?: string;
  /** Domain names (ASCII, lower case) and IP addresses (canonical text), never empty. */
  readonly names: readonly string[];
  readonly proxy: ProxyId;
  readonly certificate: CertificateAnswers;
  readonly tls: TlsAnswers;
  readonly limits: Limits | false;
  /** Allowed Origin values (scheme, host and port), or any. */
  readonly origins: "any" | readonly string[];
  readonly redirectHttp: boolean;
  /** Seconds after which a silent connection is closed. */
  readonly idleTimeout: number;
  readonly firewall: FirewallAnswer;
  readonly monitoring: boolean;
  readonly landingPage: "auto" | boolean;
}

export type ProxyId = "nginx" | "apache" | "haproxy" | "caddy" | "embedded";
export type CertificateSourceId = "certbot" | "self-signed" | "own-ca" | "files";
export type KeyType = "rsa" | "ecdsa";
export type TlsProfile = "intermediate" | "modern" | "compatible";
export type DhParamAnswer = "ffdhe2048" | "ffdhe3072" | "ffdhe4096" | "generate" | "none";
export type FirewallAnswer = "auto" | "iptables" | "ufw" | "firewalld" | "none";

export interface TlsAnswers {
  readonly profile: TlsProfile;
  readonly dhparam: DhParamAnswer;
}

/** Limits count WebSocket handshakes and open WebSockets of one client address, not plain HTTP. */
export interface Limits {
  readonly connectionsPerIp: number | false;
  readonly handshakesPerSecond: number | false;
  /** Handshakes above the rate that may pass at once. */
  readonly burst: number;
}

export type CertificateAnswers =
  | {
      readonly source: "certbot";
      readonly email?: string;
      readonly agreeTerms: boolean;
      /** `production`, `staging` or an ACME directory URL. */
      readonly server: string;
      readonly challenge: "webroot" | "standalone";
      readonly key: KeyType;
    }
  | { readonly source: "self-signed"; readonly key: KeyType; readonly days: number }
  | {
      readonly source: "own-ca";
      readonly key: KeyType;
      readonly days: number;
      readonly caPassphraseFile?: string;
      readonly caKey: "keep" | "offline";
    }
  | { readonly source: "files"; readonly certificateFile: string; readonly keyFile: string };
