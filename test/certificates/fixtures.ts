import type { Answers, CertificateAnswers, TlsAnswers } from "../../src/core/answers.ts";
import type { CertificateFacts, Facts, FileFacts } from "../../src/core/facts.ts";

export const now = "2026-11-21T12:00:00.000Z";
export const certificateFile = "/etc/ssl/certs/wss-setup.crt";
export const keyFile = "/etc/ssl/private/wss-setup.key";

const day = 86_400_000;

/** ISO 8601, so many days from `now`. */
export function inDays(days: number): string {
  return new Date(Date.parse(now) + days * day).toISOString();
}

interface Chosen {
  readonly names?: readonly string[];
  readonly certificate?: CertificateAnswers;
  readonly tls?: Partial<TlsAnswers>;
}

export function answersWith({ names = ["node.example.com"], certificate, tls }: Chosen = {}): Answers {
  return {
    backend: ["ws://127.0.0.1:9944"],
    names,
    proxy: "nginx",
    certificate: certificate ?? { source: "self-signed", key: "rsa", days: 365 },
    tls: { profile: "intermediate", dhparam: "ffdhe2048", ...tls },
    limits: false,
    origins: "any",
    redirectHttp: true,
    idleTimeout: 86_400,
    firewall: "none",
    monitoring: false,
    landingPage: "auto",
  };
}

interface Seen {
  readonly files?: Readonly<Record<string, FileFacts>>;
  readonly certificate?: CertificateFacts;
}

/** A fresh Debian box on which only these things were seen. */
export function factsWith({ files = {}, certificate }: Seen = {}): Facts {
  return {
    now,
    uid: 0,
    platform: {
      id: "debian",
      version: "12",
      codename: "bookworm",
      pretty: "Debian GNU/Linux 12 (bookworm)",
      architecture: "amd64",
    },
    init: "systemd",
    packages: {},
    units: {},
    listeners: [],
    firewall: { manager: "none", ufwInstalled: false, persistent: false },
    addresses: [],
    names: {},
    backends: {},
    files,
    certificates: certificate === undefined ? {} : { [certificateFile]: certificate },
    proxies: {},
  };
}

/** A self-signed pair made eleven days ago for a year. */
export const fitting: CertificateFacts = {
  names: ["node.example.com"],
  notBefore: inDays(-11),
  notAfter: inDays(354),
  fingerprint: "ab".repeat(32),
  key: "rsa",
  selfSigned: true,
  issuer: "CN=node.example.com",
  keyMatches: true,
};

/** How nginx takes up a new pair. */
export const serving = {
  test: { argv: ["nginx", "-t"] },
  reload: ["systemctl", "reload", "nginx.service"],
  httpPort: 80,
};
