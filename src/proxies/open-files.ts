import type { Host } from "../host/host.ts";

/** CAP_SYS_RESOURCE, capabilities(7): whoever has it may raise the limits of a process. */
const raisesLimits = 1n << 24n;

/**
 * How many files a process may have open, where not even root may raise that, as in some containers; undefined where it
 * may. Asked of the first process, which all services come from.
 */
export async function mostOpenFiles(host: Host): Promise<number | undefined> {
  const [limits, status] = await Promise.all(
    ["limits", "status"].map((file) => text(host, `/proc/1/${file}`)),
  );
  const capabilities = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status ?? "")?.[1];
  if (capabilities === undefined || (BigInt(`0x${capabilities}`) & raisesLimits) !== 0n) return undefined;
  const hard = /^Max open files\s+\S+\s+(\d+)\s/m.exec(limits ?? "")?.[1];
  return hard === undefined ? undefined : Number(hard);
}

async function text(host: Host, path: string): Promise<string | undefined> {
  return (await host.readFile(path))?.toString("latin1");
}
