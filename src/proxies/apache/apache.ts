import type { Proxy as ProxyPlugin } from "../proxy.ts";
import { identity } from "./identity.ts";
import { planApache } from "./plan-apache.ts";
import { probeApache } from "./probe.ts";

export const apache: ProxyPlugin = {
  id: "apache",
  ...identity,
  packages: ["apache2"],
  errorLog: "/var/log/apache2/error.log",
  configTest: { argv: ["apache2ctl", "-t"] },
  // After a reload, old workers no longer listen: they serve what is open and end with it.
  workers: { pidFile: "/var/run/apache2/apache2.pid" },
  probe: probeApache,
  plan: planApache,
};
