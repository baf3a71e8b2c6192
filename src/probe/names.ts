import type { NameFacts } from "../core/facts.ts";
import { reasonOf } from "../core/name-facts.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Host } from "../host/host.ts";

/** Where each name points, over both families. Addresses among the names need no lookup. */
export async function probeNames(
  host: Host,
  names: readonly string[],
): Promise<Readonly<Record<string, NameFacts>>> {
  const asked = names.filter((name) => !isAddress(name));
  const found = await Promise.all(asked.map(async (name) => [name, await lookUp(host, name)] as const));
  return Object.fromEntries(found);
}

async function lookUpCaa(host: Host, name: string): Promise<Pick<NameFacts, "caa" | "caaError">> {
  try {
    return { caa: await host.resolveCaa(name) };
  } catch (error) {
    return { caaError: error instanceof Error ? error.message : String(error) };
  }
}

async function lookUp(host: Host, name: string): Promise<NameFacts> {
  const [v4, v6] = await Promise.allSettled([host.resolve(name, 4), host.resolve(name, 6)]);
  const a = v4.status === "fulfilled" ? v4.value : [];
  const aaaa = v6.status === "fulfilled" ? v6.value : [];
  if (a.length > 0 || aaaa.length > 0) return { a, aaaa, ...(await lookUpCaa(host, name)) };
  const failed = [v4, v6].find((result) => result.status === "rejected");
  if (failed === undefined) return { a, aaaa };
  return { a, aaaa, error: reasonOf(failed.reason, name) };
}
