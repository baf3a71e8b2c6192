import { constants } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { refuseAllButFile, writeAll } from "./atomic-write.ts";
import { kernelCode, kernelFailure } from "./kernel-error.ts";
import { syncFolder } from "./sync-folder.ts";
import { refuseUntrustedFolder } from "./trusted-folder.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Adds text to the end of a file and returns only when it is on the disk. On an error (a full disk) the part that was
 * already written is cut off again, so that the next line does not grow onto half a line.
 * @throws Failure that names the path and says what the kernel said
 */
export async function appendDurably(path: string, content: string, mode: number): Promise<void> {
  try {
    await refuseUntrustedFolder(dirname(path));
    await refuseAllButFile(path);
    const created = await create(path);
    const handle = created ?? (await open(path, O_APPEND | O_NOFOLLOW | O_WRONLY));
    try {
      await extend(handle, content);
      if (created !== undefined) await created.chmod(mode);
    } catch (error) {
      if (created !== undefined) await unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
    if (created !== undefined) await syncFolder(dirname(path));
  } catch (error) {
    throw kernelFailure(path, "written", error);
  }
}

/** Undefined when the file is there already. */
async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o600);
  } catch (error) {
    if (kernelCode(error) === "EEXIST") return undefined;
    throw error;
  }
}

async function extend(handle: FileHandle, content: string): Promise<void> {
  const { size } = await handle.stat();
  try {
    await writeAll(handle, Buffer.from(content));
    await handle.sync();
  } catch (error) {
    await handle.truncate(size);
    throw error;
  }
}
