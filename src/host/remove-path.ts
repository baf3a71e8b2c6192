import { lstat, rmdir, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { ignoreMissing, kernelFailure } from "./kernel-error.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * Removes a file, a link (never what it points to) or an empty folder; nothing there is fine.
 * @throws Failure that names the path and says what the kernel said
 */
export async function removePath(path: string): Promise<void> {
  try {
    const there = await lstat(path).catch(ignoreMissing);
    if (there === undefined) return;
    await (there.isDirectory() ? rmdir(path) : unlink(path));
    await syncFolder(dirname(path));
  } catch (error) {
    throw kernelFailure(path, "removed", error);
  }
}
