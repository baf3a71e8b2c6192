import { lookup, Resolver } from "node:dns/promises";
import { BlockList } from "node:net";
import { outside } from "../core/errors.ts";
import { notLookedUp, whereNoServerAnswers } from "../core/name-facts.ts";
import { kernelCode } from "./kernel-error.ts";

/** Milliseconds until a DNS server is asked again, and how often. */
const patience = { timeout: 2_000, tries: 2 };

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/**
 * Addresses of a name as its clients see them: DNS is asked directly, as Debian's /etc/hosts gives the box's own name
 * as 127.0.1.1, which says nothing about where the name points. /etc/hosts and the rest of nsswitch.conf count only
 * where no DNS server answers (a box on an isolated network), and then without their loopback addresses.
 * @param servers asked instead of those in resolv.conf(5)
 * @returns empty when the name has no address of that family
 * @throws Failure with the resolver's own code when nobody could tell
 */
export async function resolveName(
  name: string,
  family: 4 | 6,
  servers: readonly string[] = [],
): Promise<readonly string[]> {
  const resolver = new Resolver(patience);
  if (servers.length > 0) resolver.setServers(servers);
  try {
    return await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name));
  } catch (error) {
    const code = kernelCode(error);
    if (code === "ENODATA" || code === "ENOTFOUND") return [];
    return await lookUpLocally(name, family, code ?? String(error));
  }
}

/** What the box knows by itself: as DNS gave no answer, not to know the name says nothing about it. */
async function lookUpLocally(name: string, family: 4 | 6, said: string): Promise<readonly string[]> {
  const type = family === 4 ? "ipv4" : "ipv6";
  try {
    const found = (await lookup(name, { all: true })).filter((each) => each.family === family);
    return found.map(({ address }) => address).filter((address) => !loopback.check(address, type));
  } catch {
    throw outside(`${notLookedUp(name)}no DNS server answered`, said, whereNoServerAnswers);
  }
}
