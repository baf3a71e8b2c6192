import type { Host } from "../host/host.ts";

/**
 * Whether a configuration file is as its package brought it: dpkg keeps the MD5 of each (dpkg-query(1), Conffiles).
 * @param path where it is read; a link to it serves as well
 * @param packages of which one may have brought it
 */
export async function isAsShipped(
  host: Host,
  path: string,
  packages: readonly string[],
  conffile: string = path,
): Promise<boolean> {
  const sum = (await host.run(["md5sum", path])).stdout.split(" ")[0];
  const query = await host.run(["dpkg-query", "-W", "-f=${Conffiles}\\n", ...packages]);
  const line = query.stdout.split("\n").find((each) => each.trim().startsWith(`${conffile} `));
  return line !== undefined && line.trim().split(/\s+/)[1] === sum;
}
