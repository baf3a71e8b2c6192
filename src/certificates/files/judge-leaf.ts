import { X509Certificate } from "node:crypto";
import { shWord } from "../../core/sh-word.ts";
import { isAddress } from "../../core/validate/address.ts";
import { isIn } from "../lifetime.ts";
import type { FilesFacts, KeyKind, SeenCertificate } from "./files-facts.ts";
import type { FilesRow } from "./judge.ts";

const day = 86_400_000;

/** Bits of an RSA key below which no browser takes it (CA/Browser Forum, Baseline Requirements 6.1.5). */
const leastBits = 2048;

/** Curves that browsers take, by OpenSSL's names. */
const curves = ["prime256v1", "secp384r1"];

const anotherKey = "ask for a certificate with an ECDSA (P-256) or an RSA (2048 bits) key";

/** The certificate that clients look at: whose it is, for which names, until when. */
export function judgeLeaf(facts: FilesFacts, names: readonly string[], now: string): readonly FilesRow[] {
  const { certificate, key } = facts;
  const [leaf] = certificate.chain;
  if (leaf === undefined || certificate.leaf === undefined) return [];
  if (key.belongsTo !== undefined && key.belongsTo > 0) return [notFirst(facts, key.belongsTo)];
  return [
    judgeMatch(facts),
    judgeNames(certificate.path, certificate.leaf, leaf, names),
    judgeTime(certificate.path, leaf, now),
    ...judgeKind(leaf.key),
    ...judgePurpose(certificate.path, leaf),
  ];
}

function notFirst({ certificate: { path } }: FilesFacts, index: number): FilesRow {
  return {
    state: "failed",
    text: `the certificate of the key is number ${index + 1} in ${path}, and a client takes the first for it`,
    fix: "put the leaf first, behind it the certificate that signed it, and so on",
  };
}

function judgeMatch({ certificate, key }: FilesFacts): FilesRow {
  if (key.content === "encrypted") {
    return {
      state: "failed",
      text: `the key in ${key.path} is under a passphrase, and a proxy cannot ask for it when it starts`,
      fix: `openssl pkey -in ${shWord(key.path)} -out ${shWord(`${key.path}.open`)}, and name that file`,
    };
  }
  if (key.belongsTo === 0) return { state: "ok", text: "the key belongs to the certificate" };
  return {
    state: "failed",
    text: `the key in ${key.path} does not belong to the certificate in ${certificate.path}`,
    fix: "set certificate.keyFile to the key that the certificate was asked for with",
  };
}

function judgeNames(
  path: string,
  pem: string,
  { names: covered }: SeenCertificate,
  names: readonly string[],
): FilesRow {
  const leaf = new X509Certificate(pem);
  const missing = names.filter((name) => !covers(leaf, name));
  if (missing.length === 0) return { state: "ok", text: `it covers ${names.join(", ")}` };
  const rest = covered.length === 0 ? "it names nobody" : `it covers ${covered.join(", ")}`;
  return {
    state: "failed",
    text: `the certificate in ${path} does not cover ${missing.join(", ")}; ${rest}`,
    fix: `ask for one that covers ${missing.join(", ")}, or change the names`,
  };
}

/** By subjectAltName alone: clients have not looked at the common name for years (RFC 9525 section 6.3). */
function covers(certificate: X509Certificate, name: string): boolean {
  if (isAddress(name)) return certificate.checkIP(name) !== undefined;
  return certificate.checkHost(name, { subject: "never" }) !== undefined;
}

function judgeTime(path: string, { notBefore, notAfter }: SeenCertificate, now: string): FilesRow {
  const [begin, end, time] = [notBefore, notAfter, now].map((each) => Date.parse(each)) as [
    number,
    number,
    number,
  ];
  const renew = "renew it where it comes from, put the new pair in its place, then: wss-setup rotate --yes";
  if (time < begin) {
    const text = `the certificate in ${path} is not valid yet: it begins on ${minute(notBefore)}`;
    return { state: "failed", text, fix: "look at the clock (date), or wait until then" };
  }
  if (time >= end) {
    const text = `the certificate in ${path} ended on ${minute(notAfter)}`;
    return { state: "failed", text, fix: "renew it where it comes from, and put the new pair in its place" };
  }
  const days = Math.floor((end - time) / day);
  const left = days === 0 ? "within a day" : `in ${days} ${days === 1 ? "day" : "days"}`;
  if (!isIn("late", { notBefore, notAfter }, now)) return { state: "ok", text: `it ends ${left}` };
  return { state: "warning", text: `the certificate in ${path} ends ${left}`, fix: renew };
}

function judgeKind({ type, bits, curve }: KeyKind): readonly FilesRow[] {
  if (type === "rsa") {
    if (bits === undefined || bits >= leastBits) return [];
    const text = `the RSA key has ${bits} bits; clients refuse fewer than ${leastBits}`;
    return [{ state: "failed", text, fix: anotherKey }];
  }
  if (type === "ec" && curves.includes(curve ?? "")) return [];
  const kind = type === "ec" ? `on the curve ${curve ?? "of its own"}` : type;
  return [{ state: "failed", text: `the key is ${kind}, which browsers do not take`, fix: anotherKey }];
}

function judgePurpose(path: string, { notForServers }: SeenCertificate): readonly FilesRow[] {
  if (notForServers !== true) return [];
  return [
    {
      state: "failed",
      text: `the certificate in ${path} is not for servers: its extended key usage says what it is for`,
      fix: "ask for one with the extended key usage serverAuth",
    },
  ];
}

/** `2026-11-21 12:00 UTC` */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
