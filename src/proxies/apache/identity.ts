import type { Proxy as ProxyPlugin } from "../proxy.ts";

/** Apache as Debian and Ubuntu have it. */
export const identity = {
  title: "Apache",
  unit: "apache2",
  processes: ["apache2"],
} as const satisfies Pick<ProxyPlugin, "title" | "unit" | "processes">;
