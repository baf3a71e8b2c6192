import type { CertificateSourceId, FirewallAnswer, KeyType, ProxyId } from "./answers.ts";

export type Action = "create" | "update" | "delete" | "no-op";

/** How well a step can be taken back: byte for byte, as well as the world allows, or not at all. */
export type Undoable = "exact" | "best-effort" | "none";

interface StepBase {
  /** Unique within a plan and stable between runs, e.g. `file:/etc/nginx/nginx.conf`. */
  readonly id: string;
  /** Short form for lists: what it is about. */
  readonly title: string;
  /** One sentence that says why. */
  readonly why: string;
  readonly action: Action;
  readonly undo: Undoable;
}

export interface InstallPackages extends StepBase {
  readonly kind: "InstallPackages";
  /** Binary packages that are missing now. */
  readonly packages: readonly string[];
  /** Services that they bring and start by themselves. */
  readonly units: readonly string[];
}

export interface CreateDirectory extends StepBase {
  readonly kind: "CreateDirectory";
  readonly path: string;
  /** Permission bits for a new folder; one that is there is never changed. */
  readonly mode: number;
}

export interface WriteFile extends StepBase {
  readonly kind: "WriteFile";
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  /** The operator may edit it by hand between runs: never drift. */
  readonly operatorMayEdit?: true;
  /** What of it is ours alone, where `content` is a merge of that and of what other hands wrote. */
  readonly ours?: string;
  /** The operator lets go what other hands wrote there. */
  readonly takes?: true;
}

/** A program of ours, or what it runs on, put where it is there without us. */
export interface CopyFile extends StepBase {
  readonly kind: "CopyFile";
  readonly path: string;
  /** Where it comes from: far too large for a plan. */
  readonly from: string;
  /** Of its bytes, lower-case hex; other ones are never copied. */
  readonly sha256: string;
  readonly mode: number;
}

export interface EditFile extends StepBase {
  readonly kind: "EditFile";
  readonly path: string;
  readonly edits: readonly Edit[];
  /** Nothing of ours is in the file afterwards: from then on it is others' alone. */
  readonly givesBack?: true;
}

/** One change in a file we do not own. */
export type Edit = SetLine | DropLine | PutLine | ReplaceLine | SetBlock;

/** A line that must be there. */
export type SetLine = {
  /** Multi-line regular expression of the present line; its first group is the value. */
  readonly find: string;
  /** The line to put instead; `$1` is not expanded. */
  readonly line: string;
  /** Leave the present line when its value is a number at least this large. */
  readonly atLeast?: number;
} & (
  | {
      /** Where the line goes when `find` is nowhere: behind the line with the first match of this expression. */
      readonly insertAfter: string;
    }
  | {
      /** The same, but before that line. */
      readonly insertBefore: string;
    }
);

/** Lines that must not be there. */
export interface DropLine {
  /** Multi-line regular expression; every line it matches goes, line break included. */
  readonly drop: string;
}

/** A line that went and comes back to where it stood; those that somebody wrote into the file since stay where they are. */
export interface PutLine {
  /** The whole line, with its line end. */
  readonly put: string;
  /** The line right above, without its end; absent: the file began with this one. */
  readonly above?: string;
  /** The next one below that stayed, the same way; absent: none did. */
  readonly below?: string;
  /** How often its words were in the file, each time in a line of their own; absent: once. */
  readonly times?: number;
}

/** A line that is put back, where it still stands as we left it. */
export interface ReplaceLine {
  /** The whole line. */
  readonly replace: string;
  /** What stands there instead; absent: the line goes. */
  readonly by?: string;
}

/** Lines of ours at the end of a file, between two marks; nothing outside of them is touched. */
export interface SetBlock {
  /** The first line and the last, nowhere else in the file. */
  readonly marks: readonly [string, string];
  /** Whole lines between them; absent: the block goes. */
  readonly block?: string;
}

export interface Symlink extends StepBase {
  readonly kind: "Symlink";
  readonly path: string;
  readonly target: string;
}

export interface RemoveFile extends StepBase {
  readonly kind: "RemoveFile";
  /** A file or a symbolic link that stands in the way. */
  readonly path: string;
}

/** A path of ours that is not wanted any more goes back to what was there before us. */
export interface RestoreFile extends StepBase {
  readonly kind: "RestoreFile";
  readonly path: string;
  readonly before: PathRecord;
}

/** What stood at a path, as the journal keeps it. */
export type PathRecord =
  | { readonly kind: "absent" }
  | { readonly kind: "directory"; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly kind: "symlink"; readonly target: string }
  | {
      readonly kind: "file";
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly sha256: string;
      /** Where its bytes are kept (0600), relative to the backup folder. */
      readonly backup?: string;
    };

/** Makes a fresh safe prime in a child process; the standard groups are plain `WriteFile` steps. */
export interface WriteDhParam extends StepBase {
  readonly kind: "WriteDhParam";
  readonly path: string;
  readonly bits: number;
}

export interface IssueCertificate extends StepBase {
  readonly kind: "IssueCertificate";
  readonly source: CertificateSourceId;
  readonly names: readonly string[];
  readonly key: KeyType;
  /** How long it lasts; absent where an authority decides. */
  readonly days?: number;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** The root of our own that signs it. */
  readonly authority?: AuthorityUse;
  /** The order that an ACME server gets. */
  readonly order?: AcmeOrder;
}

/** A root of our own, as a step needs it. Its passphrase is nowhere in a plan. */
export interface AuthorityUse {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Made in this step; otherwise the present one signs. */
  readonly create: boolean;
  /** Its key is carried away from the box. */
  readonly offline: boolean;
  /** File that holds the passphrase, where the answers name one. */
  readonly passphraseFile?: string;
  /** Where a root that does not fit any more, and its key, are kept; absent where there is none. */
  readonly setAside?: { readonly certificateFile: string; readonly keyFile: string };
  /** Copies of the root's certificate for other devices, by their form. */
  readonly exports: readonly { readonly path: string; readonly form: "pem" | "der" }[];
}

/** What is asked of an ACME server (RFC 8555), through certbot. */
export interface AcmeOrder {
  /** URL of the server's directory. */
  readonly server: string;
  readonly email?: string;
  /** Addresses of the box itself: there the names must lead. */
  readonly own: readonly string[];
  /** Root of `/.well-known/acme-challenge/` that the proxy serves. */
  readonly webroot?: string;
  /** Port on which challenges are looked for; 80 when not said (RFC 8555 section 8.3). */
  readonly lookedForOn?: number;
  /** Without a webroot certbot answers by itself, on this port. */
  readonly port?: number;
  /** Certificate profile of the server, such as `shortlived`. */
  readonly profile?: string;
  /** The certbot to run. */
  readonly program: string;
}

/** A program's own test of its configuration. */
export interface ConfigTest {
  readonly argv: readonly string[];
  /** Whose configuration it is, where another program is run first: it is told by this name. */
  readonly program?: string;
  /** The unit whose environment it needs: what the configuration says may be in variables. */
  readonly environmentOf?: string;
  /** Output that matches this expression counts as a failure even with exit code 0 (nginx: a name conflict is only a warning). */
  readonly refuse?: string;
}

/** A copy of the pair for a proxy that wants one file, or does not start as root. */
export interface PairCopy {
  readonly path: string;
  /** What is in it, in this order. */
  readonly parts: readonly ("certificate" | "key")[];
  /** Who alone may read it; root when not said. */
  readonly owner?: string;
}

/** Makes such a copy, 0600 from its first instant. It is always ours: what a renewal put there goes or comes back like the rest. */
export interface CopyPair extends StepBase, PairCopy {
  readonly kind: "CopyPair";
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Renews on trial what renews by itself later, and runs what is to run then. */
export interface RehearseRenewal extends StepBase {
  readonly kind: "RehearseRenewal";
  readonly source: CertificateSourceId;
  /** Tries the renewal without a new certificate. */
  readonly argv: readonly string[];
  /** What a renewal runs afterwards. */
  readonly hook: readonly string[];
  /** Variables that the hook finds then. */
  readonly hookEnvironment: Readonly<Record<string, string>>;
}

export interface ValidateConfig extends StepBase {
  readonly kind: "ValidateConfig";
  readonly proxy: ProxyId;
  readonly test: ConfigTest;
}

export interface Service extends StepBase {
  readonly kind: "Service";
  /** Name without `.service`. */
  readonly unit: string;
  /** Start at boot. */
  readonly enable: boolean;
  /** `running`: start it, or reload it when it runs already. `stopped`: stop and disable. `enabled`: boot only, not started now. */
  readonly want: "running" | "stopped" | "enabled";
  /** A service that runs is restarted, which closes its connections; with the operator's yes alone. */
  readonly restart?: true;
  /** Tested before a reload, also by undo. */
  readonly test?: ConfigTest;
  readonly workers?: Workers;
}

/** A reload is over when no worker of before it takes new connections any more: until then, old answers are still given. */
export interface Workers {
  /** Where the workers' parent writes its process id, for a service manager that does not know it. */
  readonly pidFile: string;
  /** What the command line of a worker that takes new connections matches. Left out: it is one that listens on TCP. */
  readonly accepting?: string;
}

export type FirewallManager = Exclude<FirewallAnswer, "auto" | "none">;

interface PortStep extends StepBase {
  readonly manager: FirewallManager;
  readonly port: number;
  /** 4 or 6; undefined where the manager serves both at once. */
  readonly family?: 4 | 6;
  /** firewalld's zone; absent: the default one. */
  readonly zone?: string;
}

export interface OpenPort extends PortStep {
  readonly kind: "OpenPort";
}

/** Takes out a rule of ours that is not wanted any more. */
export interface ClosePort extends PortStep {
  readonly kind: "ClosePort";
}

/** Proves the endpoint from this box: see src/verify. */
export interface Verify extends StepBase {
  readonly kind: "Verify";
  /** Whose words the fixes name. */
  readonly proxy: { readonly unit: string; readonly errorLog?: string };
  readonly names: readonly string[];
  readonly backend: readonly string[];
  /** What a backend over TLS is held to, in place of the system's roots. */
  readonly backendCertificate?: string;
  readonly certificateFile: string;
  readonly redirectHttp: boolean;
  /** Whether names that are not ours must be refused (false where another site of the operator is the default). */
  readonly refusesUnknownNames: boolean;
  /** An Origin that must pass, and whether a foreign one must be refused. */
  readonly origins: "any" | readonly string[];
  /** The backend was down before we began: then its silence is a warning, not a failure. */
  readonly backendWasDown: boolean;
}

export type Step =
  | InstallPackages
  | CreateDirectory
  | WriteFile
  | CopyFile
  | EditFile
  | Symlink
  | RemoveFile
  | RestoreFile
  | WriteDhParam
  | IssueCertificate
  | CopyPair
  | RehearseRenewal
  | ValidateConfig
  | Service
  | OpenPort
  | ClosePort
  | Verify;

export type StepKind = Step["kind"];
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;
