import { Resolver } from "node:dns/promises";
import { outside } from "../core/errors.ts";
import type { CaaRecord } from "../core/facts.ts";
import { kernelCode } from "./kernel-error.ts";

/** Milliseconds until a DNS server is asked again, and how often. */
const patience = { timeout: 2_000, tries: 2 };

/**
 * CAA records of the nearest name, this one or above it, that has some (RFC 8659 section 3).
 * @param servers asked instead of those in resolv.conf(5)
 * @throws Failure with the resolver's own code when nobody could tell: an authority then refuses (section 4.1)
 */
export async function resolveCaa(
  name: string,
  servers: readonly string[] = [],
): Promise<readonly CaaRecord[]> {
  const resolver = new Resolver(patience);
  if (servers.length > 0) resolver.setServers(servers);
  for (let labels = name.split("."); labels.length > 0; labels = labels.slice(1)) {
    const records = await ask(resolver, labels.join("."));
    if (records.length > 0) return records;
  }
  return [];
}

async function ask(resolver: Resolver, name: string): Promise<readonly CaaRecord[]> {
  try {
    return (await resolver.resolveCaa(name)).map(({ critical, ...rest }) => {
      const [[tag = "", value = ""] = []] = Object.entries(rest).filter(([key]) => key !== "type");
      return { tag, value: String(value), critical: critical > 0 };
    });
  } catch (error) {
    const code = kernelCode(error);
    if (code === "ENODATA" || code === "ENOTFOUND") return [];
    throw outside(`the CAA records of ${name} could not be looked up`, code ?? String(error));
  }
}
