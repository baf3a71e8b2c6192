import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, readlink } from "node:fs/promises";
import type { FileStat } from "./host.ts";
import { ignoreMissing, kernelFailure, missing, refused } from "./kernel-error.ts";

/** The bytes of a file, through symbolic links; undefined when nothing is there. @throws Failure when it cannot be read */
export async function readBytes(path: string): Promise<Buffer | undefined> {
  return await reading(path, (handle) => handle.readFile());
}

/** SHA-256 of the same bytes, lower-case hex (FIPS 180-4); of a file of any size. */
export async function digestFile(path: string): Promise<string | undefined> {
  return await reading(path, async (handle) => {
    const hash = createHash("sha256");
    for await (const piece of pieces(handle)) hash.update(piece);
    return hash.digest("hex");
  });
}

/** The same bytes, one piece after the other. @throws Failure when there are none */
export async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const handle = await openToRead(path);
  if (handle === undefined) throw missing(path);
  try {
    yield* pieces(handle);
  } catch (error) {
    throw kernelFailure(path, "read", error);
  } finally {
    await handle.close();
  }
}

/** Bytes that are in memory at a time. */
const pieceSize = 1024 * 1024;

/** Each piece is overwritten by the next. */
async function* pieces(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(pieceSize);
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, pieceSize);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function reading<T>(path: string, read: (handle: FileHandle) => Promise<T>): Promise<T | undefined> {
  try {
    const handle = await openToRead(path);
    if (handle === undefined) return undefined;
    try {
      return await read(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw kernelFailure(path, "read", error);
  }
}

/** Opened without blocking: a named pipe would otherwise hold us until somebody writes to it. */
async function openToRead(path: string): Promise<FileHandle | undefined> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(ignoreMissing);
  if (handle === undefined) return undefined;
  try {
    if ((await handle.stat()).isFIFO())
      throw refused(`${path} is a pipe, not a file`, `look at it: ls -l ${path}`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** lstat(2); undefined when nothing is there. @throws Failure when the way to it may not be searched */
export async function statPath(path: string): Promise<FileStat | undefined> {
  try {
    const stats = await lstat(path).catch(ignoreMissing);
    if (stats === undefined) return undefined;
    const { uid, gid, size } = stats;
    const seen = { kind: kindOf(stats), mode: stats.mode & 0o7777, uid, gid, size };
    if (seen.kind !== "symlink") return seen;
    // It may have gone since; and the kernel's links in /proc lead nowhere once their process has ended.
    const target = await readlink(path).catch(ignoreMissing);
    return target === undefined ? undefined : { ...seen, target };
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
