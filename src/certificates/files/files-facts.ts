import type { Facts } from "../../core/facts.ts";

/** What the probe saw of a pair that the operator has. No key material: of the key only what kind it is. */
export interface FilesFacts {
  readonly certificate: CertificateFile;
  readonly key: KeyFile;
}

/** Where a file is and who may get at it; links are followed. */
export interface Place {
  /** As the operator wrote it. */
  readonly path: string;
  readonly kind: "absent" | "file" | "directory" | "other";
  /** Behind all links; the path itself when nothing is there. */
  readonly real: string;
  /** Permission bits and owner; absent when nothing is there. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Each folder that somebody who may write to it could swap the file in, the root first. */
  readonly folders: readonly Folder[];
  /** Why it could not be read, a whole sentence without its period. */
  readonly error?: string;
}

export interface Folder {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
}

export interface CertificateFile extends Place {
  /** In the order of the file; empty: none could be read. */
  readonly chain: readonly SeenCertificate[];
  /** The first certificate in PEM, which tells by its own rules which names it covers. */
  readonly leaf?: string;
  /** Not PEM, but the same in binary form. */
  readonly binary: boolean;
  readonly holdsKey: boolean;
  /** A root that this box trusts signed the last one; undefined: this box keeps no list of roots. */
  readonly knownRoot?: boolean;
}

export interface SeenCertificate {
  /** For people. */
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and IP addresses of the subjectAltName. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the DER, lower-case hex without colons. */
  readonly fingerprint: string;
  readonly key: KeyKind;
  /** The hash of its signature, where nobody takes it any more. */
  readonly weakHash?: "MD5" | "SHA-1";
  /** Index of the certificate in this file that signed it; its own when it signed itself. */
  readonly signedBy?: number;
  /** It says what its key is for, and servers are not among that. */
  readonly notForServers?: true;
}

export interface KeyKind {
  /** `rsa`, `ec`, `ed25519`, … as Node calls them. */
  readonly type: string;
  /** Of an RSA key. */
  readonly bits?: number;
  /** Of an EC key, as OpenSSL calls it. */
  readonly curve?: string;
}

export interface KeyFile extends Place {
  /** `plain`: it can be used as it is. */
  readonly content: "plain" | "encrypted" | "none";
  /** Not PEM, but the same in binary form. */
  readonly binary: boolean;
  readonly holdsCertificate: boolean;
  /** Index of the certificate in the other file that it belongs to. */
  readonly belongsTo?: number;
}

/** Undefined when nobody has looked. */
export function filesFacts({ sources }: Facts): FilesFacts | undefined {
  return sources?.files as FilesFacts | undefined;
}
