import { constants } from "node:fs";
import { lstat, mkdir, open, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { dress as dressHandle } from "./atomic-write.ts";
import type { Ownership } from "./host.ts";
import { kernelCode, kernelFailure } from "./kernel-error.ts";
import { syncFolder } from "./sync-folder.ts";
import { refuseUntrustedFolder } from "./trusted-folder.ts";

/**
 * Creates one folder; one that is there is left exactly as it is.
 * @throws Failure when its parent is missing, or something else (a link to a folder, too) has its name
 */
export async function makeFolder(path: string, ownership: Ownership): Promise<void> {
  try {
    await refuseUntrustedFolder(dirname(path));
    if (!(await createPrivate(path))) return;
    try {
      await dress(path, ownership);
    } catch (error) {
      await rmdir(path).catch(() => undefined);
      throw error;
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw kernelFailure(path, "created", error);
  }
}

/** Gives a folder its mode and its owner. @throws Failure for what is no folder, a link to one too */
export async function dressFolder(path: string, ownership: Ownership): Promise<void> {
  try {
    await refuseUntrustedFolder(dirname(path));
    await dress(path, ownership);
  } catch (error) {
    throw kernelFailure(path, "changed", error);
  }
}

/** False when the folder is there already. */
async function createPrivate(path: string): Promise<boolean> {
  try {
    await mkdir(path, 0o700);
    return true;
  } catch (error) {
    if (kernelCode(error) !== "EEXIST" || !(await lstat(path)).isDirectory()) throw error;
    return false;
  }
}

/** The wanted mode comes last and by chmod, as mkdir's is narrowed by the umask. */
async function dress(path: string, ownership: Ownership): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await dressHandle(handle, ownership);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
