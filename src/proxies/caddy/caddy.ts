import type { Proxy as ProxyPlugin } from "../proxy.ts";
import { configTest } from "./config-test.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";
import { planCaddy } from "./plan-caddy.ts";
import { probeCaddy } from "./probe.ts";

export const caddy: ProxyPlugin = {
  ...identity,
  id: "caddy",
  packages: ["caddy"],
  configTest,
  reloadTests: true,
  copies: [
    { path: places.certificate, parts: ["certificate"], owner: places.user },
    { path: places.key, parts: ["key"], owner: places.user },
  ],
  probe: probeCaddy,
  plan: planCaddy,
};
