import type { ProxyId } from "../../../src/core/answers.ts";
import { guides } from "./guides/guides.ts";

/** How the clients reach the backend: at once, through a proxy as the guides set it up, or as wss-setup does. */
export type Way = "direct" | "guide" | "ours";

/** One of those that are compared; each has a box of its own. */
export type Contender = {
  readonly name: string;
  readonly way: Way;
  /** Undefined for the direct way. */
  readonly proxy?: ProxyId;
  readonly key: "rsa" | "ecdsa";
};

/** What all are compared with. */
export const yardstick = nameOf("nginx", "guide");

/** How a contender is called in the tables. */
export function nameOf(proxy: ProxyId, way: "guide" | "ours", key: Contender["key"] = "rsa"): string {
  return `${proxy}, ${way}${key === "ecdsa" ? " (ECDSA)" : ""}`;
}

/**
 * The direct way, the guide's nginx, and each wanted proxy as its guide has it, as wss-setup has it, and as wss-setup
 * has it with an ECDSA key.
 */
export function contendersFor(proxies: readonly ProxyId[]): readonly Contender[] {
  const guided = [...new Set<ProxyId>(["nginx", ...proxies])].filter((proxy) => proxy in guides);
  return [
    { name: "direct", way: "direct", key: "rsa" },
    ...guided.map((proxy) => ({ name: nameOf(proxy, "guide"), way: "guide", proxy, key: "rsa" }) as const),
    ...proxies.flatMap((proxy) =>
      (["rsa", "ecdsa"] as const).map(
        (key) => ({ name: nameOf(proxy, "ours", key), way: "ours", proxy, key }) as const,
      ),
    ),
  ];
}
