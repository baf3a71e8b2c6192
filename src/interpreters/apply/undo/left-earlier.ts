import type { PackagesRecord } from "../../../core/journal.ts";
import type { Host } from "../../../host/host.ts";
import { fingerprint, fingerprints, isWithin } from "../../../packages/etc-listing.ts";
import { ownFolders } from "../../../packages/ownership.ts";
import { listPackages } from "../../../packages/package-list.ts";
import { otherStates, wasRemoved } from "../../../packages/take-back.ts";
import type { PackagesBefore } from "../packages-before.ts";

/**
 * Packages of which only the configuration was there before us, and is again: what of it is not as it was.
 * @returns one sentence each
 */
export async function changedSince(
  host: Host,
  record: PackagesRecord,
  after: PackagesRecord | undefined,
  before: PackagesBefore,
): Promise<readonly string[]> {
  const names = (after ?? record).packages.filter((name) => wasRemoved(name, before.packages));
  if (names.length === 0) return [];
  const states = otherStates(names, before.packages, await listPackages(host));
  const prints = await fingerprints(host, Object.keys(record.etc));
  const changed = Object.keys(prints)
    .filter((path) => prints[path] !== record.etc[path])
    .map((path) => `${path} is not as it was`);
  return [...states, ...changed, ...(await leftBy(host, names, after))];
}

/** What came with the packages into their folders and did not go with them. */
async function leftBy(
  host: Host,
  names: readonly string[],
  after: PackagesRecord | undefined,
): Promise<readonly string[]> {
  const folders = await ownFolders(host, names);
  const left: string[] = [];
  for (const [path, print] of Object.entries(after?.etc ?? {})) {
    if (isWithin(path, folders) && (await fingerprint(host, path)) === print) left.push(path);
  }
  return left.map((path) => `${path} was not there`);
}
