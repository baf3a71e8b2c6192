import { liveApache } from "../apache/running-apache.ts";
import { liveCaddy } from "../caddy/running-caddy.ts";
import { liveEmbedded } from "../embedded/running-embedded.ts";
import { liveHaproxy } from "../haproxy/running-haproxy.ts";
import { liveNginx } from "../nginx/running-nginx.ts";
import type { LiveProxy } from "./live-proxy.ts";

/** Every proxy, as a test runs it. */
export const liveProxies: readonly LiveProxy[] = [
  liveNginx,
  liveApache,
  liveHaproxy,
  liveCaddy,
  liveEmbedded,
];
