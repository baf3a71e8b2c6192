import type { Verify } from "../core/step.ts";

/** Commands for the operator, each complete in one line. This one works with systemd and without. */
export function reload(proxy: Verify["proxy"]): string {
  return `service ${proxy.unit} reload`;
}

export function proxyLog(proxy: Verify["proxy"]): string {
  const { errorLog, unit } = proxy;
  return errorLog === undefined ? `journalctl -u ${unit} -n 20` : `tail -n 20 ${errorLog}`;
}

export function whoListens(port: number): string {
  return `ss -ltnp "sport = :${port}"`;
}

export function whoIsConnected(port: number): string {
  return `ss -tn state established "sport = :${port}"`;
}
