import type { KeptCopy } from "../../core/journal.ts";
import { paths } from "../../core/paths.ts";
import { sha256 } from "../../core/sha256.ts";
import type { Host } from "../../host/host.ts";
import { listEtc } from "../../packages/etc-listing.ts";
import { listPackages, type PackageList } from "../../packages/package-list.ts";

/** What a step that installs packages found. */
export interface PackagesBefore {
  readonly packages: PackageList;
  /** Every path below /etc. */
  readonly etc: readonly string[];
}

export async function observePackages(host: Host): Promise<PackagesBefore> {
  return { packages: await listPackages(host), etc: await listEtc(host) };
}

/** Keeps it (0600) under a name that no other step uses. */
export async function keepPackages(host: Host, before: PackagesBefore, name: string): Promise<KeptCopy> {
  const content = JSON.stringify(before);
  await host.writeFile(`${paths.backups}/${name}`, content, { mode: 0o600 });
  return { backup: name, sha256: sha256(content) };
}

/** @throws when the kept bytes are missing or damaged: then nobody knows what was there before us */
export async function keptPackages(host: Host, { backup, sha256: sum }: KeptCopy): Promise<PackagesBefore> {
  const content = await host.readFile(`${paths.backups}/${backup}`);
  if (content === undefined || sha256(content) !== sum) {
    throw new Error(`the list of the packages of before (${paths.backups}/${backup}) is missing or damaged`);
  }
  return JSON.parse(content.toString("utf8")) as PackagesBefore;
}
