import { atLeast } from "../../core/at-least.ts";
import type { PlatformFacts } from "../../core/facts.ts";

/** What this platform's own package is, so that a plan made before the installation fits the box after it. */
export function shippedWith({ id, version }: PlatformFacts): string {
  // Debian's testing says no version: it is the newest.
  const newest = id === "debian" && (version === "" || atLeast(version, "14"));
  return newest ? "2.11.4" : "2.6.2";
}

/** What a Caddy can do that an older one cannot. */
export interface CaddyTraits {
  /** `stream_close_delay` is there: a WebSocket outlives a reload. */
  readonly keepsStreams: boolean;
  /** It knows X25519MLKEM768; an older one refuses a curve that it does not know. */
  readonly hybridCurve: boolean;
}

/** @param version as `caddy version` or dpkg say it */
export function traitsOf(version: string): CaddyTraits {
  return { keepsStreams: atLeast(version, "2.7"), hybridCurve: atLeast(version, "2.10") };
}
