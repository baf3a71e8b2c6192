import { rename, symlink, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { kernelFailure } from "./kernel-error.ts";
import { syncFolder } from "./sync-folder.ts";
import { temporaryFile } from "./temporary-file.ts";
import { refuseUntrustedFolder } from "./trusted-folder.ts";

/**
 * Puts a symbolic link in place of whatever link or file is there; there is no moment without one or the other.
 * @throws Failure that names the path and says what the kernel said; a folder at `path` is never replaced
 */
export async function linkAtomically(target: string, path: string): Promise<void> {
  try {
    await refuseUntrustedFolder(dirname(path));
    const temporary = temporaryFile(path);
    await symlink(target, temporary);
    try {
      await rename(temporary, path);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw kernelFailure(path, "linked", error);
  }
}
