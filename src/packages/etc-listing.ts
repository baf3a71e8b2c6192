import { sha256 } from "../core/sha256.ts";
import type { Host } from "../host/host.ts";

const root = "/etc";

/** Path → what is there, in a form that can be compared. */
export type Fingerprints = Readonly<Record<string, string>>;

/** Every path below /etc, sorted. */
export async function listEtc(host: Host): Promise<readonly string[]> {
  const { stdout } = await host.run(["find", root, "-mindepth", "1", "-print0"]);
  return stdout
    .split("\0")
    .filter((path) => path !== "")
    .sort();
}

/** Kind, mode, owner and content of a path. */
export async function fingerprint(host: Host, path: string): Promise<string> {
  const stat = await host.stat(path);
  if (stat === undefined) return "absent";
  if (stat.kind === "symlink") return `link ${stat.target}`;
  const owned = `${stat.kind} ${stat.mode.toString(8).padStart(4, "0")} ${stat.uid}:${stat.gid}`;
  return stat.kind === "file" ? `${owned} ${sha256((await host.readFile(path)) ?? "")}` : owned;
}

export async function fingerprints(host: Host, paths: readonly string[]): Promise<Fingerprints> {
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await fingerprint(host, path)] as const)),
  );
}

/** The paths that came since a listing was made. */
export async function addedSince(host: Host, before: readonly string[]): Promise<Fingerprints> {
  const known = new Set(before);
  return fingerprints(
    host,
    (await listEtc(host)).filter((path) => !known.has(path)),
  );
}

/** Whether a path is in one of the folders, or in a folder within. Pure. */
export function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}
