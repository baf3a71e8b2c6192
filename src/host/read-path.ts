import { constants, type Stats } from "node:fs";
import { lstat, open, readdir, readlink } from "node:fs/promises";
import { ignoreMissing } from "./atomic-write.ts";
import type { FileStat } from "./host.ts";
import { kernelFailure, refused } from "./kernel-error.ts";

/**
 * The bytes of a file, through symbolic links; undefined when nothing is there. Opened without blocking: a named pipe
 * would otherwise hold us until somebody writes to it.
 * @throws Failure when it cannot be read
 */
export async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(ignoreMissing);
    if (handle === undefined) return undefined;
    try {
      if ((await handle.stat()).isFIFO())
        throw refused(`${path} is a pipe, not a file`, `look at it: ls -l ${path}`);
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw kernelFailure(path, "read", error);
  }
}

/** lstat(2); undefined when nothing is there. @throws Failure when the way to it may not be searched */
export async function statPath(path: string): Promise<FileStat | undefined> {
  try {
    const stats = await lstat(path).catch(ignoreMissing);
    if (stats === undefined) return undefined;
    const { uid, gid, size } = stats;
    const seen = { kind: kindOf(stats), mode: stats.mode & 0o7777, uid, gid, size };
    return seen.kind === "symlink" ? { ...seen, target: await readlink(path) } : seen;
  } catch (error) {
    throw kernelFailure(path, "looked at", error);
  }
}

/** Names in a folder, sorted by code unit; empty when it is missing. @throws Failure when it may not be read */
export async function listFolder(path: string): Promise<readonly string[]> {
  try {
    return ((await readdir(path).catch(ignoreMissing)) ?? []).sort();
  } catch (error) {
    throw kernelFailure(path, "listed", error);
  }
}

function kindOf(stats: Stats): FileStat["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
}
