import type { MemoryHost } from "../../../src/host/memory-host.ts";
import { type DebianPackage, debianPackages } from "./packages.ts";

/** A package in any state but `not-installed`, dpkg(1). */
export interface KnownPackage {
  readonly status: string;
  /** It is in pieces: dpkg wants it installed anew. */
  readonly reinstreq?: true;
}

export type KnownPackages = Readonly<Record<string, KnownPackage>>;

/** In the tree, so that a copy of the machine has its own and a comparison finds what differs. */
const statusFile = "/var/lib/dpkg/status";

export async function readStatus(host: MemoryHost): Promise<KnownPackages> {
  return JSON.parse((await host.readFile(statusFile))?.toString("utf8") ?? "{}") as KnownPackages;
}

/** One change of the box: dpkg keeps what it is about before and after each stage. */
export async function setStatus(
  host: MemoryHost,
  name: string,
  known: KnownPackage | undefined,
): Promise<void> {
  const { [name]: _, ...others } = await readStatus(host);
  const next = known === undefined ? others : { ...others, [name]: known };
  await host.writeFile(statusFile, statusText(next), { mode: 0o644 });
}

/** The same text for the same packages. */
export function statusText(known: KnownPackages): string {
  const sorted = Object.fromEntries(Object.entries(known).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 1)}\n`;
}

export function packageNamed(name: string): DebianPackage {
  return debianPackages[name] ?? { version: "1.0" };
}

/** Everything that a package owns in /etc and elsewhere, folders first. */
export function ownedBy(name: string): readonly string[] {
  const { folders = [], conffiles = {}, files = {}, unit } = packageNamed(name);
  const unitFile = unit === undefined ? [] : [`/lib/systemd/system/${unit}`];
  return [...folders, ...Object.keys(conffiles), ...Object.keys(files), ...unitFile];
}

/** Those that need one of the packages, among those that are there. */
export function dependentsOf(names: readonly string[], known: KnownPackages): readonly string[] {
  return Object.keys(known).filter(
    (name) =>
      !names.includes(name) &&
      known[name]?.status === "installed" &&
      packageNamed(name).depends?.some((each) => names.includes(each)) === true,
  );
}
