import type { ProxyId } from "../core/answers.ts";
import { invalidInput } from "../core/errors.ts";
import { apache } from "./apache/apache.ts";
import { caddy } from "./caddy/caddy.ts";
import { embedded, embeddedInFolder } from "./embedded/embedded.ts";
import type { Listening } from "./embedded/plan-embedded.ts";
import { haproxy } from "./haproxy/haproxy.ts";
import { nginx } from "./nginx/nginx.ts";
import type { Proxy as ProxyPlugin } from "./proxy.ts";

/** Every proxy that is built. */
export const proxies: readonly ProxyPlugin[] = [nginx, apache, haproxy, caddy, embedded];

/** What the demo runs in its folder. */
export function demoProxies(listening: Listening): readonly ProxyPlugin[] {
  return [embeddedInFolder(listening)];
}

/** @throws Failure where the contract knows the proxy and it is not among these */
export function proxyById(id: ProxyId, among: readonly ProxyPlugin[] = proxies): ProxyPlugin {
  const proxy = among.find((each) => each.id === id);
  if (proxy !== undefined) return proxy;
  throw invalidInput(`proxy: ${id} is not built yet; there is ${among.map((each) => each.id).join(", ")}.`);
}
