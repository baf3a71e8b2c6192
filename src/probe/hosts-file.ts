import { isAddress } from "../core/validate/address.ts";
import type { Host } from "../host/host.ts";

/** Addresses that hosts(5) gives a name, in the order of the file. */
export async function hostsFileAddresses(host: Host, name: string): Promise<readonly string[]> {
  const text = (await host.readFile("/etc/hosts"))?.toString("utf8") ?? "";
  return text.split("\n").flatMap((line) => {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const fits = names.some((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return fits && isAddress(address) ? [address] : [];
  });
}
