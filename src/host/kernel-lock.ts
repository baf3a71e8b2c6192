import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { outside } from "../core/errors.ts";
import type { Lock } from "./host.ts";
import { kernelFailure } from "./kernel-error.ts";
import { refuseUntrustedFolder } from "./trusted-folder.ts";

/** What flock(1) exits with when somebody else has the lock. */
const busy = 1;

/**
 * Takes an exclusive flock(2) on a file, which is created (0600) where it is missing and stays afterwards. The lock
 * belongs to the open file, which flock(1) gets from us: it is gone as soon as this process is, however it ends.
 * @returns undefined when another process holds it
 * @throws Failure that names the path and says what the kernel, or flock, said
 */
export async function takeLock(path: string): Promise<Lock | undefined> {
  try {
    await refuseUntrustedFolder(dirname(path));
    const handle = await open(path, constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW, 0o600);
    const code = await flock(handle).catch(async (error) => {
      await handle.close();
      throw error;
    });
    if (code === 0) return { release: () => handle.close() };
    await handle.close();
    if (code === busy) return undefined;
    throw outside(`${path} could not be locked`, `flock ended with ${code}`);
  } catch (error) {
    throw kernelFailure(path, "locked", error);
  }
}

/** Node has no flock of its own; the child sees our open file as its number 3. */
function flock(handle: FileHandle): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn("/usr/bin/flock", ["--exclusive", "--nonblock", "3"], {
      stdio: ["ignore", "ignore", "ignore", handle.fd],
      env: {},
      detached: true,
    });
    child.once("error", () =>
      reject(outside("flock could not be started", "it comes with util-linux", "apt-get install util-linux")),
    );
    child.once("exit", resolve);
  });
}
