import type { UnitFacts } from "../core/facts.ts";
import type { Host } from "../host/host.ts";
import type { ServiceManager } from "../services/service.ts";

/** The state of each unit, as the box's own service manager tells it. */
export async function probeUnits(
  host: Host,
  manager: ServiceManager,
  units: readonly string[],
): Promise<Readonly<Record<string, UnitFacts>>> {
  const states = units.map(async (unit) => [unit, await manager.state(host, unit)] as const);
  return Object.fromEntries(await Promise.all(states));
}
