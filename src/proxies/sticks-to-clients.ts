import type { Facts } from "../core/facts.ts";

/**
 * Whether each client stays at one of several backends, by its address: a Socket.IO session of polls is known to the
 * backend alone that opened it. While none of them answers, what is written already stays. Pure.
 * @param written what our configuration says now
 */
export function sticksToClients(urls: readonly string[], { backends }: Facts, written: boolean): boolean {
  if (urls.length < 2) return false;
  const kinds = urls.map((url) => backends[url]?.kind ?? "none");
  return kinds.includes("engine.io") || (written && kinds.every((kind) => kind === "none"));
}
