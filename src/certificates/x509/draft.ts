import type { KeyType } from "../../core/answers.ts";
import type { NameConstraints } from "./constraints.ts";

/** What a certificate is to say, whichever library writes it down. Everything signs with SHA-256. */
export interface Draft {
  /** Of the subject, at most `longestCommonName` characters. */
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly use: ServerUse | AuthorityUse;
}

/** A server's certificate: no authority, and good for nothing but serving. */
export interface ServerUse {
  readonly kind: "server";
  /** Domain names and IP addresses, for the subjectAltName. */
  readonly names: readonly string[];
  readonly key: KeyType;
}

/** A root that signs servers' certificates directly (pathlen 0), and only for names within its constraints. */
export interface AuthorityUse {
  readonly kind: "authority";
  readonly constraints: NameConstraints;
}

/** Upper bound of a commonName (RFC 5280, ub-common-name). */
export const longestCommonName = 64;

const hour = 3_600_000;

/** From an hour ago (clocks differ) for so many days. */
export function validity(now: Date, days: number): Pick<Draft, "notBefore" | "notAfter"> {
  return {
    notBefore: new Date(now.getTime() - hour),
    notAfter: new Date(now.getTime() + days * 24 * hour),
  };
}
