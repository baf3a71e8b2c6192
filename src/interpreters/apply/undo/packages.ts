import type { PackagesRecord, Spared } from "../../../core/journal.ts";
import { purgeTakes } from "../../../core/left-over.ts";
import { repairInterrupted } from "../../../packages/apt.ts";
import { isWithin } from "../../../packages/etc-listing.ts";
import { holdingStarts } from "../../../packages/held-starts.ts";
import { listPackages } from "../../../packages/package-list.ts";
import { mendTorn, simulatePurge, takeAway } from "../../../packages/removal.ts";
import { otherStates, takeBackOf } from "../../../packages/take-back.ts";
import { keptPackages, type PackagesBefore } from "../packages-before.ts";
import { foreignPaths } from "./foreign-paths.ts";
import { changedSince } from "./left-earlier.ts";
import type { StepContext, UndoRecord } from "./undo-record.ts";

/**
 * Takes away what the step installed, but only if apt would take nothing else with it and nothing of other hands would
 * go as well (a purge of nginx-common removes /etc/nginx as a whole).
 */
export const undoPackages: UndoRecord<PackagesRecord> = (record, after, context) => {
  const idle = Object.keys(record.units).filter((unit) => record.units[unit]?.active === false);
  // An apt that is ended now would start them, too.
  return holdingStarts(context.host, idle, async () => {
    const before = await keptPackages(context.host, record.before);
    const { packages, upgraded } = after ?? record;
    // The apt of a run that failed has ended: where it did nothing, nobody is to be waited for.
    if (context.why !== "failure" || (await didAnything(record, after, before, context))) {
      await repairInterrupted(context);
      await mendTorn(context, [...packages, ...upgraded]);
    }
    const kept = await takeAwayUnlessNeeded(record, after, before, context);
    if (kept === undefined) for (const unit of idle) await context.services.stop(context.host, unit);
    const left = kept === undefined ? await changedSince(context.host, record, after, before) : [];
    const told = typeof kept === "string" ? [kept] : left;
    const all = [...told, ...(await upgrades(record, after, before, context))];
    if (all.length > 0) return all.join("; ");
    return typeof kept === "object" ? kept : undefined;
  });
};

async function didAnything(
  record: PackagesRecord,
  after: PackagesRecord | undefined,
  before: PackagesBefore,
  { host }: StepContext,
): Promise<boolean> {
  const now = await listPackages(host);
  const { packages, upgraded } = after ?? record;
  const { purge, remove } = takeBackOf(packages, before.packages, now);
  return [...purge, ...remove, ...otherStates(upgraded, before.packages, now)].length > 0;
}

async function takeAwayUnlessNeeded(
  record: PackagesRecord,
  after: PackagesRecord | undefined,
  before: PackagesBefore,
  context: StepContext,
): Promise<string | Spared | undefined> {
  const { host } = context;
  const { packages } = after ?? record;
  const away = takeBackOf(packages, before.packages, await listPackages(host));
  const ours = [...away.purge, ...away.remove];
  if (ours.length === 0) return undefined;
  const others = (await simulatePurge(host, ours)).filter((name) => !ours.includes(name));
  if (others.length > 0) return `${ours[0]} stays: ${others.join(", ")} came to depend on it`;
  const foreign = await foreignPaths(host, away.purge, before.etc, after?.etc);
  if (foreign.length > 0 && foreign.every((path) => isWithin(path, context.spared))) {
    return { spared: `${ours[0]} is kept with what it holds: a certificate that an authority gave` };
  }
  if (foreign.length > 0) return purgeTakes(ours[0] ?? "", foreign);
  await takeAway(context, away);
  return undefined;
}

/** Nobody can take an upgrade back, so that is told once; a package in pieces is told until it is whole. */
async function upgrades(
  record: PackagesRecord,
  after: PackagesRecord | undefined,
  before: PackagesBefore,
  { host, again }: StepContext,
): Promise<readonly string[]> {
  const now = await listPackages(host);
  const { upgraded } = after ?? record;
  const told = (name: string) => again && now[name]?.status === before.packages[name]?.status;
  return otherStates(
    upgraded.filter((name) => !told(name)),
    before.packages,
    now,
  );
}
