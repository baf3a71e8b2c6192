import type { Proxy as ProxyPlugin } from "../proxy.ts";
import { configTestOf } from "./config-test.ts";
import { identity } from "./identity.ts";
import { places } from "./places.ts";
import { planHaproxy } from "./plan-haproxy.ts";
import { probeHaproxy } from "./probe.ts";

export const haproxy: ProxyPlugin = {
  ...identity,
  id: "haproxy",
  packages: ["haproxy"],
  errorLog: "/var/log/haproxy.log",
  configTest: configTestOf(),
  // Old workers keep their name; they let go of the sockets they listen on.
  workers: { pidFile: "/run/haproxy.pid" },
  copies: [{ path: places.pair, parts: ["certificate", "key"] }],
  challenges: "passed-on",
  probe: probeHaproxy,
  plan: planHaproxy,
};
