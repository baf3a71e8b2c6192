import { realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { refused } from "./kernel-error.ts";

const remedy = "choose a folder that only root can write to";

/**
 * Makes sure that no other user can swap what is in a folder between our look at it and our write, nor the folder itself:
 * of it and of each one above it the owner is root, we, or whoever called sudo(8) and so may do anything here already;
 * and others cannot write to it unless the sticky bit guards it (as in /tmp). Its group may write: who is in the
 * group of a folder of root's was decided by root (/usr/local is root:staff 2775 on many boxes).
 * @throws Failure that names the folder, and what to do
 */
export async function refuseUntrustedFolder(folder: string): Promise<void> {
  let each = await realpath(folder);
  for (; each !== "/"; each = dirname(each)) await refuseOpenFolder(each);
  await refuseOpenFolder(each);
}

async function refuseOpenFolder(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder);
  if (!trustedOwners().includes(uid)) {
    throw refused(
      `${folder} belongs to another user (uid ${uid}), who could swap what is written there`,
      remedy,
    );
  }
  const openToAll = (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
  if (openToAll) throw refused(`every user may write to ${folder} and swap what is put there`, remedy);
}

function trustedOwners(): readonly (number | undefined)[] {
  const { SUDO_UID } = process.env;
  return [0, process.geteuid?.(), ...(process.geteuid?.() === 0 && SUDO_UID ? [Number(SUDO_UID)] : [])];
}
