import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, type TestContext } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";
import { unpacked } from "./unpacked.ts";

type Skips = Pick<TestContext, "skip">;

const control = "/sys/class/zram-control";

/** A real file system whose disk can be told to take nothing any more. */
export interface BreakingDisk {
  readonly folder: string;
  /** From now on every write fails with an error of the disk (EIO). */
  readonly break: () => void;
  readonly mend: () => void;
}

/** ext4 without a journal on a disk in memory (zram), which without room for what is written reports an error. */
export function breakingDisk(context: Skips): BreakingDisk {
  needs(context, ["/usr/sbin/mkfs.ext4", control]);
  const number = readFileSync(join(control, "hot_add"), "utf8").trim();
  onTestFinished(() => writeFileSync(join(control, "hot_remove"), number));
  const [device, settings] = [`/dev/zram${number}`, `/sys/block/zram${number}`];
  writeFileSync(join(settings, "disksize"), "8M");
  run("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0,nodiscard", device);
  const folder = temporaryFolder();
  run("mount", device, folder);
  onTestFinished(() => void run("umount", folder));
  const allow = (bytes: string) => writeFileSync(join(settings, "mem_limit"), bytes);
  return { folder, break: () => allow("4096"), mend: () => allow("0") };
}

/** A file system whose folders have a quota each, which binds root too. */
export interface QuotaDisk {
  /** A new folder, without a quota yet. */
  readonly newFolder: (name: string) => string;
  /** What a folder holds and at most so many bytes more; undefined: as much as there is. */
  readonly limit: (folder: string, more: number | undefined) => void;
}

const packages = [
  "btrfs-progs",
  "libblkid1",
  "libuuid1",
  "liblzo2-2",
  "libzstd1",
  "zlib1g",
  "libudev1",
  "libc6",
];

/** btrfs in a file, with a quota group for each subvolume (btrfs-quota(8)). */
export async function quotaDisk(context: Skips): Promise<QuotaDisk> {
  needs(context, ["/dev/loop-control"]);
  context.skip(!/\tbtrfs$/m.test(readFileSync("/proc/filesystems", "utf8")), "needs a kernel with btrfs");
  const program = async (path: string) => {
    const found = await unpacked({ suite: "bookworm", name: "btrfs", packages, path });
    if ("reason" in found) return context.skip(`btrfs ${found.reason}`);
    const [first = "", ...more] = found.argv;
    return (...args: readonly string[]) => run(first, ...more, ...args);
  };
  const [mkfs, btrfs] = [await program("sbin/mkfs.btrfs"), await program("bin/btrfs")];
  const image = join(temporaryFolder(), "image");
  writeFileSync(image, "");
  truncateSync(image, 256 * 1024 * 1024);
  mkfs("--quiet", image);
  const disk = temporaryFolder();
  run("mount", "-o", "loop", image, disk);
  onTestFinished(() => void run("umount", disk));
  btrfs("quota", "enable", disk);
  btrfs("quota", "rescan", "-w", disk);
  return {
    newFolder: (name) => {
      btrfs("subvolume", "create", join(disk, name));
      return join(disk, name);
    },
    limit: (folder, more) => {
      run("sync", "-f", disk);
      const shown = btrfs("qgroup", "show", "--raw", "-f", folder);
      const [, group = "", used = ""] = /^(\d+\/\d+)\s+(\d+)/m.exec(shown) ?? [];
      // Asked for by way of the folder, a change of its limit would be held to that limit.
      btrfs("qgroup", "limit", more === undefined ? "none" : String(Number(used) + more), group, disk);
    },
  };
}

function needs({ skip }: Skips, paths: readonly string[]): void {
  skip(process.getuid?.() !== 0, "mounting a disk needs root");
  const missing = paths.find((path) => !existsSync(path));
  skip(missing !== undefined, `needs ${missing}`);
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: "utf8", stdio: "pipe" });
}
