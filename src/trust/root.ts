import { X509Certificate } from "node:crypto";
import { places } from "../certificates/own-ca/places.ts";
import { constraintsOf } from "../certificates/x509/constraints.ts";
import { type Failure, invalidInput } from "../core/errors.ts";
import { limitsEveryName } from "./name-constraints.ts";

/** The root of the own CA, as apply leaves it. */
export const rootFile = places.certificate;

/** A root that may be trusted: it can sign for the operator's names and for nothing else. */
export interface Root {
  /** The one certificate. */
  readonly pem: string;
  /** SHA-256, as programs show it: `AB:CD:…`. */
  readonly fingerprint: string;
  /** First eight hex digits of the fingerprint, lower case: tells one root from another by eye. */
  readonly id: string;
  /** Names and addresses that it can sign for; a name covers those below it. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notAfter: string;
}

/**
 * Reads a root before it is trusted. One that could sign for any site of the world is refused: whoever got hold of its
 * key could stand between this machine and its bank.
 * @throws Failure (64) that says what is wrong with it
 */
export function readRoot(bytes: Buffer, now: Date): Root {
  const certificate = parse(bytes);
  if (!certificate.ca) throw unfit("is no CA's certificate");
  if (certificate.issuer !== certificate.subject || !certificate.verify(certificate.publicKey))
    throw unfit("is no root: another CA signed it");
  if (certificate.validFromDate > now) throw unfit(`is not valid before ${day(certificate.validFromDate)}`);
  if (certificate.validToDate <= now) throw unfit(`has ended on ${day(certificate.validToDate)}`);
  const constraints = constraintsOf(certificate);
  if (constraints?.critical !== true || !limitsEveryName(constraints))
    throw unfit(
      "could sign for names that are not yours: it has no critical name constraints that limit them",
    );
  const fingerprint = certificate.fingerprint256;
  return {
    pem: certificate.toString(),
    fingerprint,
    id: rootId(fingerprint),
    names: [...constraints.permitted.dns, ...constraints.permitted.addresses.map(withoutFullLength)],
    notAfter: certificate.validToDate.toISOString(),
  };
}

export function rootId(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").slice(0, 8).toLowerCase();
}

/** A single address is written without the length. */
function withoutFullLength(range: string): string {
  return range.replace(range.includes(":") ? /\/128$/ : /\/32$/, "");
}

function parse(bytes: Buffer): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw unfit("holds no certificate");
  }
}

function unfit(what: string): Failure {
  return invalidInput(`${rootFile} ${what}`, `see what is in it: openssl x509 -noout -text -in ${rootFile}`);
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
