import type { ProxyId } from "../core/answers.ts";
import { invalidInput } from "../core/errors.ts";
import { nginx } from "./nginx/nginx.ts";
import type { Proxy as ProxyPlugin } from "./proxy.ts";

/** Every proxy that is built. */
export const proxies: readonly ProxyPlugin[] = [nginx];

/** @throws Failure where the contract knows the proxy and it is not built yet */
export function proxyById(id: ProxyId): ProxyPlugin {
  const proxy = proxies.find((each) => each.id === id);
  if (proxy !== undefined) return proxy;
  throw invalidInput(`proxy: ${id} is not built yet; there is ${proxies.map((each) => each.id).join(", ")}.`);
}
