import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { Ownership, SeenFile } from "./host.ts";
import { changed, ignoreMissing, kernelError, kernelFailure, refused } from "./kernel-error.ts";
import { piecesOf } from "./read-path.ts";
import { syncFolder } from "./sync-folder.ts";
import { temporaryFile } from "./temporary-file.ts";
import { refuseUntrustedFolder } from "./trusted-folder.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Puts a whole file in its place: readers see the old bytes or the new ones, also after a power cut, and a key is 0600
 * before its first byte is written. On any error the old file is untouched and nothing is left beside it.
 * @throws Failure that names the path and says what the kernel said; a symbolic link at `path` is refused, not followed
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  ownership: Ownership,
): Promise<void> {
  await putAtomically(path, ownership, (handle) => writeAll(handle, Buffer.from(content)));
}

/** The same with the bytes of another file, a piece at a time. @throws Failure also when they are not those that were seen */
export async function copyAtomically(from: SeenFile, path: string, ownership: Ownership): Promise<void> {
  await putAtomically(path, ownership, async (handle) => {
    const sum = createHash("sha256");
    for await (const piece of piecesOf(from.path)) {
      sum.update(piece);
      await writeAll(handle, piece);
    }
    if (sum.digest("hex") !== from.sha256) throw changed(from.path);
  });
}

async function putAtomically(
  path: string,
  ownership: Ownership,
  fill: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  try {
    await refuseUntrustedFolder(dirname(path));
    await refuseAllButFile(path);
    const temporary = temporaryFile(path);
    const handle = await open(temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
    try {
      await complete(handle, fill, ownership);
      await rename(temporary, path);
    } catch (error) {
      // What went wrong first is what the operator has to know.
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw kernelFailure(path, "written", error);
  }
}

/** @throws Failure for a symbolic link, a folder or a device */
export async function refuseAllButFile(path: string): Promise<void> {
  const there = await lstat(path).catch(ignoreMissing);
  if (there === undefined || there.isFile()) return;
  if (there.isDirectory()) throw kernelError("EISDIR");
  const what = there.isSymbolicLink() ? "is a symbolic link, which is not followed" : "is no regular file";
  throw refused(`${path} could not be written: it ${what}`, `look at it (ls -l ${path}), and move it away`);
}

async function complete(
  handle: FileHandle,
  fill: (handle: FileHandle) => Promise<void>,
  ownership: Ownership,
): Promise<void> {
  try {
    await fill(handle);
    await dress(handle, ownership);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** write(2) may take only a part of what it is given. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, offset);
    if (bytesWritten === 0) throw kernelError("EIO");
    offset += bytesWritten;
  }
}

/** Owner first: chown(2) clears the set-user-ID bits, and the mode must not be wide while the owner is still wrong. */
export async function dress(handle: FileHandle, { mode, uid, gid }: Ownership): Promise<void> {
  await own(handle, uid ?? process.geteuid?.() ?? 0, gid ?? ownGroup());
  await handle.chmod(mode);
}

async function own(handle: FileHandle, uid: number, gid: number): Promise<void> {
  const now = await handle.stat();
  if (now.uid !== uid || now.gid !== gid) await handle.chown(uid, gid);
}

/** A root shell may have another group (newgrp(1)), but what it leaves on the box is root's. */
function ownGroup(): number {
  return process.geteuid?.() === 0 ? 0 : (process.getegid?.() ?? 0);
}
