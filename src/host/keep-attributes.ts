import { constants } from "node:fs";
import { access, chmod, open, stat, unlink } from "node:fs/promises";
import { outside } from "../core/errors.ts";
import { attributeNames } from "./attribute-names.ts";
import { bareCommand } from "./bare-command.ts";
import { codeSaid, ignoreMissing, kernelError } from "./kernel-error.ts";

/**
 * Gives a new file what belongs to another besides bytes, owner and mode: its ACL (acl(5)) and its extended attributes
 * (xattr(7)), capabilities among them, and security labels where the system lets us. At no time may anybody do more with `to` than `mode` says.
 * @param to a file whose owner is right already; its mode is to be set afterwards
 * @throws NodeJS.ErrnoException or Failure with what cp(1) said
 */
export async function keepAttributes(from: string, to: string, mode: number): Promise<void> {
  if (((await stat(from)).mode & 0o7777 & ~mode) === 0) return await copyAttributes(from, to);
  // An ACL comes along with the mode of `from`, and whoever opens `to` at that instant may go on reading: an empty file
  // gets them first, and is narrowed before they go on to the one with the content.
  const pattern = `${to}0`;
  try {
    await makeEmpty(pattern);
    await copyAttributes(from, pattern);
    await chmod(pattern, mode);
    await copyAttributes(pattern, to);
  } finally {
    await unlink(pattern).catch(ignoreMissing);
  }
}

async function makeEmpty(path: string): Promise<void> {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const handle = await open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
  await handle.close();
}

/** Node has no call for them; cp(1) is on every box. What cannot be kept is an error, but for what is the system's own. */
async function copyAttributes(from: string, to: string): Promise<void> {
  const kept = ["mode", "xattr", ...((await isLabelling()) ? ["context"] : [])];
  const args = ["--attributes-only", `--preserve=${kept.join()}`, "--", from, to];
  const { code, said } = await bareCommand("/bin/cp", args);
  if (code === 0 || (isRefusal(said) && (await lostNothingOfTheirs(from, to)))) return;
  const kernels = codeSaid(said);
  if (kernels !== undefined) throw kernelError(kernels, said);
  throw outside(`${from}: its ACL or its extended attributes could not be kept`, said);
}

/** Whether cp(1) tells of nothing but attributes that the system, or the file system, does not let us set. */
function isRefusal(said: string): boolean {
  const refusal =
    /cp: setting attributes? .*: (?:Operation not supported|Operation not permitted|Permission denied)$/;
  return said.split("\n").every((line) => refusal.test(line));
}

/** cp(1) names what it could not set only now and then, and goes on with the others. */
async function lostNothingOfTheirs(from: string, to: string): Promise<boolean> {
  const [before, now] = [await attributeNames(from), await attributeNames(to)];
  return (
    before?.every((name) => now?.includes(name) === true || isSystemsOwn(name)) === true && now !== undefined
  );
}

/**
 * Labels that the system gives to a file by itself, and may withhold from a container or from another file system. What a
 * program may do because of its capabilities is no label: nobody would give that back.
 */
function isSystemsOwn(name: string): boolean {
  return /^(?:security|trusted)\./.test(name) && name !== "security.capability";
}

/** Whether SELinux is at work, as libselinux tells it: a container sees its file system, but read-only. */
async function isLabelling(): Promise<boolean> {
  const looks = [access("/etc/selinux/config"), access("/sys/fs/selinux/enforce", constants.W_OK)];
  return (await Promise.allSettled(looks)).every(({ status }) => status === "fulfilled");
}
