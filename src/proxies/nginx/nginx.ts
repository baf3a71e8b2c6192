import type { Proxy as ProxyPlugin } from "../proxy.ts";
import { identity } from "./identity.ts";
import { planNginx } from "./plan-nginx.ts";
import { probeNginx } from "./probe.ts";

export const nginx: ProxyPlugin = {
  id: "nginx",
  ...identity,
  packages: ["nginx"],
  errorLog: "/var/log/nginx/error.log",
  configTest: {
    argv: ["nginx", "-t"],
    // A warning about something of ours counts as a fault. A warning about the operator's other sites was there before
    // us and must not stop every run; "protocol options redefined" only says that another site on the port has http2.
    // A conflict of names is found by the plan, which reads those sites, and by the proof, which asks for the names.
    refuse: "\\[warn\\](?!.*protocol options redefined).*wss[-_]setup",
  },
  // After a reload, old workers first call themselves "nginx: worker process is shutting down".
  workers: { pidFile: "/run/nginx.pid", accepting: "worker process$" },
  probe: probeNginx,
  plan: planNginx,
};
