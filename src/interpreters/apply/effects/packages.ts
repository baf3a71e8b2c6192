import type { PackagesRecord, UnitState } from "../../../core/journal.ts";
import type { Simulation } from "../../../packages/apt-output.ts";
import { addedSince, fingerprints, isWithin } from "../../../packages/etc-listing.ts";
import { holdingStarts } from "../../../packages/held-starts.ts";
import { install, simulateInstall } from "../../../packages/install.ts";
import { ownedPaths, ownFolders } from "../../../packages/ownership.ts";
import { listPackages } from "../../../packages/package-list.ts";
import { newcomers } from "../../../packages/take-back.ts";
import type { Effect, EffectContext } from "../effect.ts";
import { keepPackages, observePackages, type PackagesBefore } from "../packages-before.ts";

export const installPackages: Effect<"InstallPackages"> = {
  prepare: async (step, context) => {
    const { host } = context;
    const before = await observePackages(host);
    const units = await statesOf(step.units, context);
    const simulated = await simulateInstall(context, step.packages);
    // What was asked for comes first: it is what people know them by.
    const coming = ({ installed }: Simulation) =>
      newcomers([...new Set([...step.packages, ...installed])], before.packages);
    const packages = coming(simulated);
    const record: PackagesRecord = {
      kind: "packages",
      packages,
      upgraded: simulated.upgraded,
      before: await keepPackages(host, before, context.backupName(0)),
      etc: await fingerprints(host, await leftEarlier(packages, before, context)),
      units,
    };
    const idle = step.units.filter((unit) => units[unit]?.active === false);
    return {
      record,
      act: async () => {
        const did = await holdingStarts(host, idle, () => install(context, step.packages, simulated));
        const now = await listPackages(host);
        return {
          ...record,
          packages: coming(did).filter((name) => now[name] !== undefined),
          upgraded: did.upgraded,
          etc: await addedSince(host, before.etc),
        };
      },
    };
  },
};

async function statesOf(
  units: readonly string[],
  { host, services }: EffectContext,
): Promise<Readonly<Record<string, UnitState>>> {
  const states: Record<string, UnitState> = {};
  for (const unit of units) {
    const { active, enabled } = await services.state(host, unit);
    states[unit] = { active, enabled };
  }
  return states;
}

/** What packages that were removed, but not purged, have in /etc, with all in the folders that are theirs alone. */
async function leftEarlier(
  packages: readonly string[],
  before: PackagesBefore,
  { host }: EffectContext,
): Promise<readonly string[]> {
  const known = packages.filter((name) => before.packages[name] !== undefined);
  const [owned, folders] = [await ownedPaths(host, known), await ownFolders(host, known)];
  const within = before.etc.filter((path) => isWithin(path, folders));
  return [...new Set([...owned, ...within])].sort();
}
