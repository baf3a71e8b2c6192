import type { Facts } from "../../core/facts.ts";
import { validateName } from "../../core/validate/name.ts";
import type { Host } from "../../host/host.ts";

/** Milliseconds that the reverse DNS may take. */
const timeout = 2_000;

/** The box's own name where it leads back to this box, else its first address: there is always something to take. */
export async function suggestName(host: Host, facts: Facts): Promise<string> {
  const names = [
    await hostName(host),
    ...(await Promise.all(facts.addresses.map((address) => reverse(host, address)))),
  ];
  for (const name of names) {
    if (name === undefined || !name.includes(".") || !validateName(name).ok) continue;
    if (await leadsHere(host, name, facts)) return name;
  }
  return facts.addresses[0] ?? "127.0.0.1";
}

async function hostName(host: Host): Promise<string | undefined> {
  const { code, stdout } = await host.run(["hostname", "-f"], { timeout });
  return code === 0 ? stdout.trim().toLowerCase() : undefined;
}

/** Asks the resolver of the box for an address's name: getent(1). */
async function reverse(host: Host, address: string): Promise<string | undefined> {
  const { code, stdout } = await host.run(["getent", "hosts", address], { timeout });
  return code === 0 ? stdout.trim().split(/\s+/)[1]?.toLowerCase() : undefined;
}

async function leadsHere(host: Host, name: string, facts: Facts): Promise<boolean> {
  const found = await Promise.all(
    ([4, 6] as const).map((family) => host.resolve(name, family).catch(() => [])),
  );
  return found.flat().some((address) => facts.addresses.includes(address));
}
