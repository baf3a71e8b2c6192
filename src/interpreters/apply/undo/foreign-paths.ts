import type { Host } from "../../../host/host.ts";
import { type Fingerprints, fingerprint, isWithin, listEtc } from "../../../packages/etc-listing.ts";
import { editedConffiles, ownedPaths, ownFolders } from "../../../packages/ownership.ts";

/**
 * What a purge of packages would destroy in /etc that is not theirs: files that were there before them under names that
 * they own, files that they brought and other hands edited, and whatever else is in their folders.
 * @param before every path in /etc as it was before them
 * @param arrived what they brought; undefined when the step was cut off and nobody wrote it down
 */
export async function foreignPaths(
  host: Host,
  packages: readonly string[],
  before: readonly string[],
  arrived: Fingerprints | undefined,
): Promise<readonly string[]> {
  if (packages.length === 0) return [];
  const there = await listEtc(host);
  const earlier = new Set(before);
  const owned = new Set(await ownedPaths(host, packages));
  const { brought, edited } =
    arrived === undefined
      ? await asDpkgTells(host, packages, there, { earlier, owned })
      : await asWritten(host, there, arrived);
  const folders = [...(await ownFolders(host, packages)), ...(await newFolders(host, brought))];
  const foreign: string[] = [];
  for (const path of there) {
    if (owned.has(path) && (await isFolder(host, path))) continue;
    const taken = owned.has(path) && earlier.has(path);
    const stranger = !brought.has(path) && isWithin(path, folders);
    if (taken || stranger || edited.has(path)) foreign.push(path);
  }
  return foreign;
}

interface Brought {
  readonly brought: ReadonlySet<string>;
  readonly edited: ReadonlySet<string>;
}

async function asWritten(host: Host, there: readonly string[], arrived: Fingerprints): Promise<Brought> {
  const edited = new Set<string>();
  for (const path of there) {
    const print = arrived[path];
    if (print !== undefined && print !== (await fingerprint(host, path))) edited.add(path);
  }
  return { brought: new Set(Object.keys(arrived)), edited };
}

/** What dpkg owns, and new links that a package's script made. */
async function asDpkgTells(
  host: Host,
  packages: readonly string[],
  there: readonly string[],
  { earlier, owned }: { readonly earlier: ReadonlySet<string>; readonly owned: ReadonlySet<string> },
): Promise<Brought> {
  const brought = new Set<string>();
  for (const path of there) {
    if (earlier.has(path)) continue;
    if (owned.has(path) || (await host.stat(path))?.kind === "symlink") brought.add(path);
  }
  return { brought, edited: new Set(await editedConffiles(host, packages)) };
}

async function newFolders(host: Host, brought: ReadonlySet<string>): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const path of brought) if (await isFolder(host, path)) folders.push(path);
  return folders;
}

async function isFolder(host: Host, path: string): Promise<boolean> {
  return (await host.stat(path))?.kind === "directory";
}
