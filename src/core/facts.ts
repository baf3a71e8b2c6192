import type { Answers, CertificateSourceId, ProxyId } from "./answers.ts";
import type { RunVerb } from "./journal.ts";
import type { Edit, PathRecord } from "./step.ts";
import type { WaitingRestart } from "./waiting-restart.ts";

/** What read-only probes saw on the host. Plain JSON: a recorded set replays in a test. */
export interface Facts {
  /** When it was seen, ISO 8601. */
  readonly now: string;
  readonly uid: number;
  readonly platform: PlatformFacts;
  readonly init: "systemd" | "sysv";
  /** Every package somebody asked about. */
  readonly packages: Readonly<Record<string, PackageFacts>>;
  readonly units: Readonly<Record<string, UnitFacts>>;
  readonly listeners: readonly Listener[];
  readonly firewall: FirewallFacts;
  /** Global addresses of the box's own interfaces. */
  readonly addresses: readonly string[];
  /** Where each asked name points; absent: not looked up. */
  readonly names: Readonly<Record<string, NameFacts>>;
  /** Keyed by backend URL. */
  readonly backends: Readonly<Record<string, BackendFacts>>;
  /** Keyed by absolute path; a path that nobody looked at is not in it. */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** Text of files of ours as we left them, where other hands edited them since; of a merged file, what is ours in it. */
  readonly left?: Readonly<Record<string, string>>;
  /** Keyed by certificate file. */
  readonly certificates: Readonly<Record<string, CertificateFacts>>;
  /** Copies of a pair for the proxy: path to the certificate file of the pair that is in it now; absent: of none that is known. */
  readonly copies?: Readonly<Record<string, string>>;
  /** Fingerprint of the certificate that the endpoint shows now; absent: none, or nobody looked. */
  readonly served?: string;
  /** What each proxy's own probe saw, in its own words. */
  readonly proxies: Readonly<Partial<Record<ProxyId, unknown>>>;
  /** The same of each certificate source that looks at something of its own. */
  readonly sources?: Readonly<Partial<Record<CertificateSourceId, unknown>>>;
  /** What earlier runs left, folded from the journal; undefined on a box we never touched. */
  readonly installation?: Installation;
}

export interface PlatformFacts {
  /** `ID` of os-release(5). */
  readonly id: string;
  /** `VERSION_ID`, empty where there is none (testing, sid). */
  readonly version: string;
  /** `VERSION_CODENAME`. */
  readonly codename: string;
  /** `PRETTY_NAME`. */
  readonly pretty: string;
  /** `ID_LIKE`: what it derives from, the nearest first. */
  readonly like?: readonly string[];
  /** `dpkg --print-architecture`. */
  readonly architecture: string;
}

export interface PackageFacts {
  readonly installed?: string;
  readonly candidate?: string;
  /** apt has its lists, and it is in none of them; absent where there are none yet. */
  readonly unknown?: true;
}

export interface UnitFacts {
  readonly loaded: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  readonly masked: boolean;
  /** Another one with each start, and the same after a reload; absent where it does not run, or nobody can tell. */
  readonly invocation?: string;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  /** Name of the process that listens, when it can be seen. */
  readonly process?: string;
  readonly pid?: number;
}

export interface FirewallFacts {
  /** Who rules the box; `none`: no tool for rules is there. */
  readonly manager: "iptables" | "ufw" | "firewalld" | "nftables" | "none";
  readonly ufwInstalled: boolean;
  /** iptables-persistent with its rules files. */
  readonly persistent: boolean;
  /** `iptables -S` and `ip6tables -S`, one rule a line; undefined where the command is missing or refuses. */
  readonly v4?: readonly string[];
  readonly v6?: readonly string[];
  /**
   * What `iptables-legacy -S` and `ip6tables-legacy -S` list where `iptables` is not that one and both have tables: the
   * kernel asks each of them, so that one that refuses is enough (update-alternatives(1), xtables-nft(8)).
   */
  readonly legacy?: { readonly v4?: readonly string[]; readonly v6?: readonly string[] };
  /** What the ruling manager lists as added (`ufw show added`, `firewall-cmd --list-all`). */
  readonly managerRules?: readonly string[];
}

export interface NameFacts {
  readonly a: readonly string[];
  readonly aaaa: readonly string[];
  /** Why it could not be looked up; absent where the name has no address. */
  readonly error?: string;
  /** Who may issue for the name (RFC 8659): the records of the nearest name above it that has some; absent: not looked up. */
  readonly caa?: readonly CaaRecord[];
  /** Why they could not be looked up; an authority does not issue then. */
  readonly caaError?: string;
}

export interface CaaRecord {
  /** `issue`, `issuewild`, `iodef`, or one that we do not know. */
  readonly tag: string;
  readonly value: string;
  /** An authority that does not know the tag must not issue. */
  readonly critical: boolean;
}

export interface BackendFacts {
  /** A correct WebSocket handshake was answered. */
  readonly answers: boolean;
  /** What is there, as far as it can be told without changing anything. */
  readonly kind: "substrate" | "ethereum" | "engine.io" | "libp2p" | "echo" | "websocket" | "none";
  /** For people: `Polkadot node, 38 peers`. */
  readonly label: string;
  /** The literal address that answered, where the URL says a name. */
  readonly address?: string;
  /** Addresses that the box itself has for that name (localhost, hosts(5)); absent where only DNS knows it. */
  readonly local?: readonly string[];
  /** The subprotocol that its clients have to ask for. */
  readonly subprotocol?: string;
  readonly milliseconds?: number;
  readonly peers?: number;
  readonly version?: string;
  /** The libp2p peer id, where the backend told it. */
  readonly peerId?: string;
  /** Substrate: a call that only trusted callers should reach was answered. */
  readonly unsafeRpc?: boolean;
  /** Why it does not answer. */
  readonly error?: string;
}

export type FileFacts =
  | { readonly kind: "absent" }
  | { readonly kind: "other" }
  | {
      readonly kind: "directory";
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** What is in it; only for folders of ours. */
      readonly names?: readonly string[];
    }
  | { readonly kind: "symlink"; readonly target: string }
  | {
      readonly kind: "file";
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly sha256: string;
      /** Only for configuration files; never for key material. */
      readonly text?: string;
    };

export interface CertificateFacts {
  /** DNS names and IP addresses of the subjectAltName. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the DER, lower-case hex without colons. */
  readonly fingerprint: string;
  readonly key: "rsa" | "ecdsa" | "other";
  readonly selfSigned: boolean;
  readonly issuer: string;
  /** The private key beside it belongs to it; false also when it is missing. */
  readonly keyMatches: boolean;
}

/** What has to come to an end before anything else is judged or begun. */
export interface Unfinished {
  /** A run that was cut off, or what was to take runs back. */
  readonly of: RunVerb | "undo" | "remove";
  /** One sentence. */
  readonly told: string;
  /** What the operator can do about it. */
  readonly next: string;
}

/** What a run was; `set-up`: no other one stands, and with it goes the endpoint. */
export type RunKind = "set-up" | "change" | "rotation";

/** What earlier runs left on the box. */
export interface Installation {
  readonly answers: Answers;
  /** When the last run ended, ISO 8601. */
  readonly lastRun: string;
  readonly lastKind: RunKind;
  /** Paths that we changed: what was there before us, and what we left. */
  readonly paths: Readonly<Record<string, OwnedPath>>;
  /** Units that we started or enabled, and how they were before us. */
  readonly units: Readonly<Record<string, { readonly active: boolean; readonly enabled: boolean }>>;
  /** Ports that we opened. */
  readonly ports: readonly OwnedPort[];
  /** What runs left for a restart, which may have come since. */
  readonly restarts?: readonly WaitingRestart[];
  /** The last run was cut off, or the last undo left something that was to go. */
  readonly unfinished?: Unfinished;
  /** A run that began and never ended. */
  readonly interrupted: boolean;
}

export interface OwnedPath {
  readonly before: PathRecord;
  readonly after: PathRecord;
  /** An edit by hand is no drift. */
  readonly operatorMayEdit?: true;
  /** Sum of the marked block that we left in it. */
  readonly block?: string;
  /** Where a copy of what we left is kept, relative to the backup folder; where it was merged, of what is ours in it. */
  readonly copy?: string;
  /** What other hands wrote is in it too, with the operator's word. */
  readonly merged?: true;
  /** What takes our edits out again where other hands edited the file too. */
  readonly reverse?: readonly Edit[];
}

export interface OwnedPort {
  readonly manager: "iptables" | "ufw" | "firewalld";
  readonly port: number;
  readonly family?: 4 | 6;
  /** firewalld's zone in which it is open; absent: the default one. */
  readonly zone?: string;
}
