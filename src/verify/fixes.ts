import type { ProxyNames } from "./proof.ts";

/** Commands for the operator, each complete in one line. */
const doctor = "wss-setup doctor";

/** Works with systemd and without. */
export function reload(proxy: ProxyNames | undefined): string {
  return proxy === undefined ? doctor : `service ${proxy.unit} reload`;
}

export function proxyLog(proxy: ProxyNames | undefined): string {
  return proxy === undefined ? doctor : `tail -n 20 ${proxy.errorLog}`;
}

export function whoListens(port: number): string {
  return `ss -ltnp "sport = :${port}"`;
}

export function whoIsConnected(port: number): string {
  return `ss -tn state established "sport = :${port}"`;
}
