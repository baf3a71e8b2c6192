import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { must } from "./command.ts";

/** The folders of one box on the machine. `root` is what the box sees as /. */
export type Disk = { readonly folder: string; readonly memory: string; readonly root: string };

export function diskOf(folder: string): Disk {
  return { folder, memory: join(folder, "memory"), root: join(folder, "root") };
}

/**
 * Lays a writable disk over read-only layers (the uppermost first). What the box writes is kept in memory, so that
 * dpkg's many fsyncs cost nothing; with `keepIn` it is kept in that folder instead, for a layer to be cached.
 */
export async function mountDisk(disk: Disk, layers: readonly string[], keepIn?: string): Promise<void> {
  for (const folder of [disk.memory, disk.root]) mkdirSync(folder, { recursive: true });
  if (keepIn === undefined) {
    await must(["mount", "-t", "tmpfs", "-o", "size=4g,mode=755", "tmpfs", disk.memory]);
  }
  const upper = keepIn ?? join(disk.memory, "upper");
  const work = keepIn === undefined ? join(disk.memory, "work") : `${keepIn}.work`;
  for (const folder of [upper, work]) mkdirSync(folder, { recursive: true, mode: 0o755 });
  // Without redirect_dir a folder of a lower layer cannot be renamed, which a real disk allows.
  const options = `redirect_dir=on,lowerdir=${layers.join(":")},upperdir=${upper},workdir=${work}`;
  await must(["mount", "-t", "overlay", "-o", options, "overlay", disk.root]);
}

/** Takes the disk away with all that was written in memory. Synchronous: it also runs while a process exits. */
export function unmountDisk(disk: Disk): void {
  for (const folder of [disk.root, disk.memory]) spawnSync("umount", ["--lazy", folder]);
}
