import type { PackagesRecord } from "../../../core/journal.ts";
import type { Host } from "../../../host/host.ts";
import { knownPackages, purge, repairInterrupted, simulatePurge } from "../../../packages/apt.ts";
import { addedSince } from "../../../packages/etc-listing.ts";
import type { UndoRecord } from "./undo-record.ts";

/**
 * Purges what the step installed, but only if apt would take nothing else with it and the folders that came
 * with the packages hold nothing of other hands (a purge of nginx-common removes /etc/nginx as a whole).
 */
export const undoPackages: UndoRecord<PackagesRecord> = async (record, after, context) => {
  const { host, services } = context;
  await repairInterrupted(context);
  const known = new Set(await knownPackages(host));
  const ours = (after ?? record).packages.filter((name) => known.has(name));
  if (ours.length === 0) return undefined;
  const others = (await simulatePurge(host, ours)).filter((name) => !ours.includes(name));
  if (others.length > 0) return `${ours[0]} stays: ${others.join(", ")} came to depend on it`;
  const foreign = await foreignPaths(host, record, after, ours);
  if (foreign.length > 0) return `${ours[0]} stays: a purge would take ${foreign.join(", ")} with it`;
  await purge(context, ours);
  for (const unit of Object.keys(record.units)) await services.stop(host, unit);
  return undefined;
};

/** What is in the packages' new folders of /etc and did not come with them, or was edited since. */
async function foreignPaths(
  host: Host,
  record: PackagesRecord,
  after: PackagesRecord | undefined,
  packages: readonly string[],
): Promise<readonly string[]> {
  if (!Array.isArray(record.etc)) return [];
  const now = await addedSince(host, record.etc);
  const arrived = after === undefined ? await ownedBy(host, packages, now) : after.etc;
  const expected = arrived as Readonly<Record<string, string>>;
  const folders = Object.keys(expected).filter((path) => expected[path] === "directory");
  return Object.keys(now).filter(
    (path) => expected[path] !== now[path] && folders.some((folder) => path.startsWith(`${folder}/`)),
  );
}

/** A step that was cut off left no listing: what dpkg owns, and links that a package's script made, count as its own. */
async function ownedBy(
  host: Host,
  packages: readonly string[],
  now: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await host.run(["dpkg-query", "-L", ...packages]);
  const owned = new Set(stdout.split("\n"));
  return Object.fromEntries(
    Object.entries(now).filter(([path, print]) => owned.has(path) || print.startsWith("link ")),
  );
}
