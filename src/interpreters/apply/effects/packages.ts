import type { UnitState } from "../../../core/journal.ts";
import { install, knownPackages, simulateInstall } from "../../../packages/apt.ts";
import { addedSince, listEtc } from "../../../packages/etc-listing.ts";
import type { Effect } from "../effect.ts";

export const installPackages: Effect<"InstallPackages"> = {
  prepare: async (step, context) => {
    const { host, services: manager } = context;
    const before = await knownPackages(host);
    const etc = await listEtc(host);
    const units: Record<string, UnitState> = {};
    for (const unit of step.units) {
      const { active, enabled } = await manager.state(host, unit);
      units[unit] = { active, enabled };
    }
    const simulated = await simulateInstall(context, step.packages);
    return {
      record: { kind: "packages", packages: simulated, etc, units },
      act: async () => {
        await install(context, step.packages);
        const known = new Set(before);
        const packages = (await knownPackages(host)).filter((name) => !known.has(name));
        return { kind: "packages", packages, etc: await addedSince(host, etc), units };
      },
    };
  },
};
