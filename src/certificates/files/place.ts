import type { FileStat, Host } from "../../host/host.ts";
import { canonicalPath } from "../../host/path-tree.ts";
import type { Folder, Place } from "./files-facts.ts";

/** Bytes; a chain has some thousands, and nothing longer is read. */
const largest = 1024 * 1024;

/** A file's place, and its bytes where it could be read. */
export interface Found {
  readonly place: Place;
  readonly bytes?: Buffer;
}

/** Where a path leads and what is there. Never throws: what fails is told in the place. */
export async function lookAt(host: Host, path: string): Promise<Found> {
  try {
    const real = await canonicalPath((each) => host.stat(each), path, true);
    const there = await host.stat(real);
    return there === undefined ? { place: absent(path) } : await read(host, path, real, there);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return { place: absent(path) };
    return { place: { ...absent(path), kind: "other", error: messageOf(error) } };
  }
}

async function read(host: Host, path: string, real: string, there: FileStat): Promise<Found> {
  const { mode, uid, gid, size } = there;
  const kind = there.kind === "symlink" ? "other" : there.kind;
  const folders = await foldersAbove(host, path, real);
  const place: Place = { path, kind, real, mode, uid, gid, folders };
  if (kind !== "file") return { place };
  if (size > largest) return { place: { ...place, error: `${path} is larger than 1 MiB` } };
  try {
    const bytes = await host.readFile(real);
    return bytes === undefined ? { place: absent(path) } : { place, bytes };
  } catch (error) {
    return { place: { ...place, error: messageOf(error) } };
  }
}

function absent(path: string): Place {
  return { path, kind: "absent", real: path, folders: [] };
}

/** On the way to what is written and to what is behind its links. */
async function foldersAbove(host: Host, path: string, real: string): Promise<readonly Folder[]> {
  const written = await canonicalPath((each) => host.stat(each), parent(path), true);
  const all = new Set([...above(real), ...above(`${written}/`)]);
  const found: Folder[] = [];
  for (const each of [...all].sort()) {
    const there = await host.stat(each);
    if (there !== undefined) found.push({ path: each, mode: there.mode, uid: there.uid });
  }
  return found;
}

/** `/`, `/etc` and `/etc/ssl` of `/etc/ssl/a.key`. */
function above(path: string): readonly string[] {
  const names = path.split("/").filter((name) => name !== "");
  const folders = path.endsWith("/") ? names : names.slice(0, -1);
  return ["/", ...folders.map((_, index) => `/${folders.slice(0, index + 1).join("/")}`)];
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
