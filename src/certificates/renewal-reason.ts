import type { KeyType } from "../core/answers.ts";
import type { CertificateFacts, Facts } from "../core/facts.ts";
import { canonicalAddress } from "../core/validate/address.ts";
import { stageTime } from "./lifetime.ts";

const day = 86_400_000;

export interface WantedPair {
  readonly names: readonly string[];
  readonly key: KeyType;
  /** Whether its own key signs it. */
  readonly selfSigned: boolean;
}

/**
 * Why a pair that is there does not fit any more, in words that follow "because"; undefined when it fits.
 * `now` is ISO 8601.
 */
export function renewalReason(
  present: CertificateFacts,
  wanted: WantedPair,
  now: string,
): string | undefined {
  if (!sameNames(present.names, wanted.names)) return "the names changed";
  if (present.selfSigned !== wanted.selfSigned) {
    return wanted.selfSigned ? "the present one is not self-signed" : "the present one is self-signed";
  }
  if (present.key !== wanted.key) return `the key is to be ${wanted.key}`;
  if (!present.keyMatches) return "the private key is missing or belongs to another certificate";
  return timeReason(present, Date.parse(now));
}

/** A key that others could read once is nobody's secret any more: its mode alone would not mend that. */
export function exposure({ files }: Facts, keyFile: string): string | undefined {
  const key = files[keyFile];
  return key?.kind === "file" && (key.mode & 0o077) !== 0 ? "others could read its private key" : undefined;
}

function timeReason({ notBefore, notAfter }: CertificateFacts, now: number): string | undefined {
  const [begin, end] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (now < begin) return "the present one is not valid yet";
  if (now >= end) return "it has ended";
  const left = end - now;
  if (left >= stageTime("renewal", end - begin)) return undefined;
  const days = Math.floor(left / day);
  return days === 0 ? "it ends within a day" : `it ends in ${days} ${days === 1 ? "day" : "days"}`;
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  const left = new Set(one.map(canonicalName));
  const right = new Set(other.map(canonicalName));
  return left.size === right.size && [...left].every((name) => right.has(name));
}

function canonicalName(name: string): string {
  return canonicalAddress(name.toLowerCase());
}
