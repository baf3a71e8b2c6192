import { sha256 } from "../core/sha256.ts";
import type { Host } from "../host/host.ts";

const root = "/etc";

/** Every path below /etc, sorted. */
export async function listEtc(host: Host): Promise<readonly string[]> {
  const { stdout } = await host.run(["find", root, "-mindepth", "1", "-print0"]);
  return stdout
    .split("\0")
    .filter((path) => path !== "")
    .sort();
}

/** A path's kind and content in a form that can be compared. */
export async function fingerprint(host: Host, path: string): Promise<string> {
  const stat = await host.stat(path);
  if (stat?.kind === "symlink") return `link ${stat.target}`;
  if (stat?.kind !== "file") return stat?.kind ?? "absent";
  return `file ${sha256((await host.readFile(path)) ?? "")}`;
}

/** The paths that came since a listing was made, each with its fingerprint. */
export async function addedSince(
  host: Host,
  before: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const known = new Set(before);
  const added = (await listEtc(host)).filter((path) => !known.has(path));
  return Object.fromEntries(
    await Promise.all(added.map(async (path) => [path, await fingerprint(host, path)] as const)),
  );
}
