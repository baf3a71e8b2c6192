import type { CertificateAnswers } from "../../core/answers.ts";
import type { Facts } from "../../core/facts.ts";
import type { PassphraseFault } from "./passphrase.ts";

export type OwnCaAnswers = Extract<CertificateAnswers, { readonly source: "own-ca" }>;

/** What the probe saw of an own CA. */
export interface OwnCaFacts {
  readonly root?: RootFacts;
  /** The root's key is there, and no certificate of it that can be read. */
  readonly loneKey?: true;
  /** The file that the answers name for the passphrase. */
  readonly passphraseFile?: "fine" | PassphraseFault;
}

export interface RootFacts {
  /** SHA-256 of the DER, lower-case hex without colons. */
  readonly fingerprint: string;
  /** What its name constraints permit: names, and addresses as `192.0.2.7/32`. */
  readonly names: readonly string[];
  /** It may sign for every name that the answers have. */
  readonly covers: boolean;
  /** It signed the leaf that is there now. */
  readonly signed: boolean;
  /** ISO 8601. */
  readonly notAfter: string;
  readonly keyPresent: boolean;
  /** The key is kept under a passphrase. */
  readonly protected: boolean;
}

export function ownCaFacts({ sources }: Facts): OwnCaFacts {
  return (sources?.["own-ca"] as OwnCaFacts | undefined) ?? {};
}
