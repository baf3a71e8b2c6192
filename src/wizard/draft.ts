import type {
  CertificateSourceId,
  DhParamAnswer,
  FirewallAnswer,
  ProxyId,
  TlsProfile,
} from "../core/answers.ts";

/** The answers while they are being given: what was typed stays as it was typed, also when it is not valid yet. */
export interface Draft {
  /** The URL as chosen or typed. */
  readonly backend: string;
  /** Several are separated by commas. */
  readonly names: string;
  readonly proxy: ProxyId;
  readonly source: CertificateSourceId;
  readonly connectionsPerIp: number | false;
  readonly handshakesPerSecond: number | false;
  readonly burst: number;
  /** `any`, or origins separated by commas. */
  readonly origins: string;
  readonly redirectHttp: boolean;
  /** As in the answers file: `1d`, `90s`. */
  readonly idleTimeout: string;
  readonly profile: TlsProfile;
  readonly dhparam: DhParamAnswer;
  readonly firewall: FirewallAnswer;
}

/** What stands on the screens before anybody has typed. */
export const emptyDraft: Draft = {
  backend: "ws://127.0.0.1:9944",
  names: "",
  proxy: "nginx",
  source: "self-signed",
  connectionsPerIp: 50,
  handshakesPerSecond: 10,
  burst: 20,
  origins: "any",
  redirectHttp: true,
  idleTimeout: "1d",
  profile: "intermediate",
  dhparam: "ffdhe2048",
  firewall: "auto",
};

/** The draft in the shape of the answers file, for the one validator. */
export function rawAnswers(draft: Draft): Readonly<Record<string, unknown>> {
  const { connectionsPerIp, handshakesPerSecond, burst, profile, dhparam } = draft;
  const unlimited = connectionsPerIp === false && handshakesPerSecond === false;
  return {
    backend: draft.backend,
    names: splitList(draft.names),
    proxy: draft.proxy,
    certificate: { source: draft.source },
    tls: { profile, dhparam },
    limits: unlimited ? false : { connectionsPerIp, handshakesPerSecond, burst },
    origins: draft.origins === "any" ? "any" : splitList(draft.origins),
    redirectHttp: draft.redirectHttp,
    idleTimeout: draft.idleTimeout,
    firewall: draft.firewall,
  };
}

/** Splits at commas and white space; empty parts fall away. */
export function splitList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}
