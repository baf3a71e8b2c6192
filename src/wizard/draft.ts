import type {
  CertificateSourceId,
  DhParamAnswer,
  FirewallAnswer,
  KeyType,
  ProxyId,
  TlsProfile,
} from "../core/answers.ts";

/** The answers while they are being given: what was typed stays as it was typed, also when it is not valid yet. */
export interface Draft {
  /** The URL as chosen or typed; several are separated by commas. */
  readonly backend: string;
  /** What a backend over TLS is held to; no screen asks for it, what an answers file says stays. */
  readonly backendCertificate: string;
  /** Several are separated by commas. */
  readonly names: string;
  readonly proxy: ProxyId;
  readonly source: CertificateSourceId;
  /** For the authority; empty: none. */
  readonly email: string;
  /** The operator's own yes to the authority's terms. */
  readonly agreeTerms: boolean;
  /** `production`, `staging` or an ACME directory URL. */
  readonly acmeServer: string;
  readonly challenge: "webroot" | "standalone";
  /** Empty: the source's own default. */
  readonly key: "" | KeyType;
  readonly days: number;
  readonly caKey: "keep" | "offline";
  /** No screen asks for it; what an answers file says stays. */
  readonly caPassphraseFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
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
  /** No screen asks for it; what an answers file says stays. */
  readonly landingPage: "auto" | boolean;
}

/** What stands on the screens before anybody has typed. */
export const emptyDraft: Draft = {
  backend: "ws://127.0.0.1:9944",
  backendCertificate: "",
  names: "",
  proxy: "nginx",
  source: "self-signed",
  email: "",
  agreeTerms: false,
  acmeServer: "production",
  challenge: "webroot",
  key: "",
  days: 365,
  caKey: "keep",
  caPassphraseFile: "",
  certificateFile: "",
  keyFile: "",
  connectionsPerIp: 50,
  handshakesPerSecond: 10,
  burst: 20,
  origins: "any",
  redirectHttp: true,
  idleTimeout: "1d",
  profile: "intermediate",
  dhparam: "ffdhe2048",
  firewall: "auto",
  landingPage: "auto",
};

/** The draft in the shape of the answers file, for the one validator. */
export function rawAnswers(draft: Draft): Readonly<Record<string, unknown>> {
  const { connectionsPerIp, handshakesPerSecond, burst, profile, dhparam } = draft;
  const unlimited = connectionsPerIp === false && handshakesPerSecond === false;
  const backends = splitList(draft.backend);
  return {
    backend: backends.length === 1 ? backends[0] : backends,
    ...(draft.backendCertificate === "" ? {} : { backendCertificate: draft.backendCertificate }),
    names: splitList(draft.names),
    proxy: draft.proxy,
    certificate: rawCertificate(draft),
    tls: { profile, dhparam },
    limits: unlimited ? false : { connectionsPerIp, handshakesPerSecond, burst },
    origins: draft.origins === "any" ? "any" : splitList(draft.origins),
    redirectHttp: draft.redirectHttp,
    idleTimeout: draft.idleTimeout,
    firewall: draft.firewall,
    ...(draft.landingPage === emptyDraft.landingPage ? {} : { landingPage: draft.landingPage }),
  };
}

/** The fields of the chosen source; what stands at its default is left to the schema. */
function rawCertificate(draft: Draft): Readonly<Record<string, unknown>> {
  const { source, email, agreeTerms, acmeServer, challenge, key, days, caKey, caPassphraseFile } = draft;
  const kind = key === "" ? {} : { key };
  const lasts = days === emptyDraft.days ? {} : { days };
  switch (source) {
    case "self-signed":
      return { source, ...kind, ...lasts };
    case "certbot":
      return {
        source,
        ...(email.trim() === "" ? {} : { email: email.trim() }),
        ...(agreeTerms ? { agreeTerms } : {}),
        ...(acmeServer === emptyDraft.acmeServer ? {} : { server: acmeServer }),
        ...(challenge === emptyDraft.challenge ? {} : { challenge }),
        ...kind,
      };
    case "own-ca":
      return {
        source,
        ...kind,
        ...lasts,
        ...(caPassphraseFile === "" ? {} : { caPassphraseFile }),
        ...(caKey === emptyDraft.caKey ? {} : { caKey }),
      };
    case "files":
      return { source, certificateFile: draft.certificateFile, keyFile: draft.keyFile };
  }
}

/** Splits at commas and white space; empty parts fall away. */
export function splitList(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

/** The draft that an answers file (or flags) stands for; what it does not say, or says in a form no screen has, keeps its default. */
export function draftOf(raw: unknown, base: Draft = emptyDraft): Draft {
  return { ...base, ...givenBy(raw) };
}

/** What an answers file (or flags) says, as far as a screen asks for it. */
export function givenBy(raw: unknown): Partial<Draft> {
  const { backend, names, proxy, certificate, tls, limits, origins, ...rest } = record(raw);
  return pickKnown({
    ...certificateOf(record(certificate)),
    backend: list(backend),
    names: list(names),
    proxy,
    ...record(tls),
    ...(limits === false ? { connectionsPerIp: false, handshakesPerSecond: false } : record(limits)),
    origins: list(origins),
    ...rest,
  });
}

function certificateOf({ server, key, ...fields }: Readonly<Record<string, unknown>>) {
  // Saved settings spell defaults out; another source has another.
  const usual = fields.source === "certbot" ? "ecdsa" : "rsa";
  return { ...fields, acmeServer: server, key: key === usual ? "" : key };
}

/** Values that are there, for the fields that a draft has. */
function pickKnown(values: Readonly<Record<string, unknown>>): Partial<Draft> {
  const known = Object.entries(values).filter(([key, value]) => key in emptyDraft && value !== undefined);
  return Object.fromEntries(known);
}

function list(value: unknown): unknown {
  return Array.isArray(value) ? value.join(", ") : value;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
