import type { PackageList, PackageState } from "./package-list.ts";

/** How the packages that a step brought go again. */
export interface TakeBack {
  /** There was nothing of them: they go with their configuration. */
  readonly purge: readonly string[];
  /** Their configuration was there before us, and stays. */
  readonly remove: readonly string[];
}

/** What apt's simulated set adds to the box: what is not there, and what is there with its configuration alone. Pure. */
export function newcomers(simulated: readonly string[], before: PackageList): readonly string[] {
  return simulated.filter((name) => before[name] === undefined || wasRemoved(name, before));
}

/** Never touches a package that was there before the step, whatever became of it since. Pure. */
export function takeBackOf(packages: readonly string[], before: PackageList, now: PackageList): TakeBack {
  return {
    purge: packages.filter((name) => before[name] === undefined && now[name] !== undefined),
    remove: packages.filter(
      (name) => wasRemoved(name, before) && now[name] !== undefined && !wasRemoved(name, now),
    ),
  };
}

/**
 * One sentence for each package that was there before and is not at its version and in its state of then; one that was
 * in pieces and is whole since is the better for it. Pure.
 */
export function otherStates(
  packages: readonly string[],
  before: PackageList,
  now: PackageList,
): readonly string[] {
  return packages.flatMap((name) => {
    const [was, is] = [before[name], now[name]];
    if (was === undefined || (isInPieces(was) && is?.status === "installed")) return [];
    if (was.status !== is?.status) return [`${name} is ${is?.status ?? "gone"}, it was ${was.status}`];
    if (was.version === is.version) return [];
    return [`${name} stays at ${is.version}, it was at ${was.version}: an upgrade cannot be taken back`];
  });
}

/** An apt or dpkg was cut off amid it: dpkg(1), package states. */
function isInPieces({ status }: PackageState): boolean {
  return !["installed", "config-files"].includes(status);
}

/** Removed, but its configuration is kept: `rc` in the words of `dpkg -l`. Pure. */
export function wasRemoved(name: string, list: PackageList): boolean {
  return list[name]?.status === "config-files";
}
