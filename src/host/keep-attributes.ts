import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, open, stat, unlink } from "node:fs/promises";
import { outside } from "../core/errors.ts";
import { codeSaid, ignoreMissing, kernelError } from "./kernel-error.ts";

/**
 * Gives a new file what belongs to another besides bytes, owner and mode: its ACL (acl(5)) and its extended attributes
 * (xattr(7)), capabilities and security labels among them. At no time may anybody do more with `to` than `mode` says.
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

/** Node has no call for them; cp(1) is on every box. What cannot be kept is an error, and never passed over. */
async function copyAttributes(from: string, to: string): Promise<void> {
  const kept = ["mode", "xattr", ...((await isLabelling()) ? ["context"] : [])];
  const { code, said } = await copy(["--attributes-only", `--preserve=${kept.join()}`, "--", from, to]);
  if (code === 0) return;
  const kernels = codeSaid(said);
  if (kernels !== undefined) throw kernelError(kernels, said);
  throw outside(`${from}: its ACL or its extended attributes could not be kept`, said);
}

/** Whether SELinux is at work, as libselinux tells it: a container sees its file system, but read-only. */
async function isLabelling(): Promise<boolean> {
  const looks = [access("/etc/selinux/config"), access("/sys/fs/selinux/enforce", constants.W_OK)];
  return (await Promise.allSettled(looks)).every(({ status }) => status === "fulfilled");
}

function copy(args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    // In a session of its own, so that Ctrl-C does not reach it.
    const child = spawn("/bin/cp", args, {
      cwd: "/",
      env: { LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.once("error", (error) => reject(outside("cp could not be started", error.message)));
    child.once("close", (code) => resolve({ code, said: said.trim() }));
  });
}
