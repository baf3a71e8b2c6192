import type { Host } from "../host/host.ts";

/** The user that commands run as; 0 is root (id(1)). */
export async function probeUser(host: Host): Promise<number> {
  const { stdout } = await host.run(["id", "-u"], { timeout: 10_000 });
  return Number.parseInt(stdout, 10);
}
