import type { Facts } from "../core/facts.ts";
import type { Host } from "../host/host.ts";

/** Whether systemd runs the box: sd_booted(3) looks for the same folder. */
export async function probeInit(host: Host): Promise<Facts["init"]> {
  return (await host.stat("/run/systemd/system"))?.kind === "directory" ? "systemd" : "sysv";
}
