import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { Ownership, SeenFile } from "./host.ts";
import { keepAttributes } from "./keep-attributes.ts";
import { changed, ignoreMissing, kernelError, kernelFailure, refused } from "./kernel-error.ts";
import { piecesOf } from "./read-path.ts";
import { syncFolder } from "./sync-folder.ts";
import { temporaryFile } from "./temporary-file.ts";
import { refuseUntrustedFolder } from "./trusted-folder.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Puts a whole file in its place: readers see the old bytes or the new ones, also after a power cut, and a key is 0600
 * before its first byte is written. What the old file had besides its bytes, owner and mode stays. On any error the old
 * file is untouched and nothing is left beside it.
 * @throws Failure that names the path and says what the kernel said; a symbolic link at `path` is refused, not followed
 */
export async function writeAtomically(
  path: string,
  content: string | Uint8Array,
  ownership: Ownership,
): Promise<void> {
  await putAtomically(path, ownership, (handle) => writeAll(handle, Buffer.from(content)));
}

/**
 * The same with the bytes of another file, a piece at a time. A whole copy takes the place of a link, too, and the
 * file that the link leads to stays as it is.
 * @throws Failure also when the bytes are not those that were seen
 */
export async function copyAtomically(from: SeenFile, path: string, ownership: Ownership): Promise<void> {
  const fill = async (handle: FileHandle) => {
    const sum = createHash("sha256");
    for await (const piece of piecesOf(from.path)) {
      sum.update(piece);
      await writeAll(handle, piece);
    }
    if (sum.digest("hex") !== from.sha256) throw changed(from.path);
  };
  await putAtomically(path, ownership, fill, from.whole === true ? from.path : undefined);
}

/** @param model whose attributes the new file gets; those of the file that is replaced when not said */
async function putAtomically(
  path: string,
  ownership: Ownership,
  fill: (handle: FileHandle) => Promise<void>,
  model?: string,
): Promise<void> {
  try {
    await refuseUntrustedFolder(dirname(path));
    const there = await lstat(path).catch(ignoreMissing);
    if (model === undefined || !there?.isSymbolicLink()) refuseOther(path, there);
    const temporary = temporaryFile(path);
    const handle = await open(temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
    try {
      const from = ownership.bare === true ? undefined : (model ?? (there && path));
      await complete(handle, fill, ownership, async () => {
        if (from !== undefined) await keepAttributes(from, temporary, ownership.mode);
      });
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
  refuseOther(path, await lstat(path).catch(ignoreMissing));
}

function refuseOther(path: string, there: Stats | undefined): void {
  if (there === undefined || there.isFile()) return;
  if (there.isDirectory()) throw kernelError("EISDIR");
  const what = there.isSymbolicLink() ? "is a symbolic link, which is not followed" : "is no regular file";
  throw refused(`${path} could not be written: it ${what}`, `look at it (ls -l ${path}), and move it away`);
}

async function complete(
  handle: FileHandle,
  fill: (handle: FileHandle) => Promise<void>,
  ownership: Ownership,
  keep: () => Promise<void>,
): Promise<void> {
  try {
    await fill(handle);
    // In this order: a write and a new owner take a file's capabilities away (capabilities(7)).
    await own(handle, ownership);
    await keep();
    await handle.chmod(ownership.mode);
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
export async function dress(handle: FileHandle, ownership: Ownership): Promise<void> {
  await own(handle, ownership);
  await handle.chmod(ownership.mode);
}

async function own(
  handle: FileHandle,
  { uid = process.geteuid?.() ?? 0, gid = ownGroup() }: Ownership,
): Promise<void> {
  const now = await handle.stat();
  if (now.uid !== uid || now.gid !== gid) await handle.chown(uid, gid);
}

/** A root shell may have another group (newgrp(1)), but what it leaves on the box is root's. */
function ownGroup(): number {
  return process.geteuid?.() === 0 ? 0 : (process.getegid?.() ?? 0);
}
