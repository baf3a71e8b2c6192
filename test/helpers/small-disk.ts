import { execFileSync } from "node:child_process";
import { onTestFinished, type TestContext } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * A file system of its own in a new folder, 1 MiB when not said; it is gone again when the running test has ended.
 * The test is skipped where none can be mounted.
 * @param options of mount(8), for a tmpfs
 */
export function smallDisk(context: Pick<TestContext, "skip">, options = "size=1m"): string {
  return mounted(context, "tmpfs", `${options},mode=755`);
}

/** The same, but it has no end and keeps neither ACLs nor extended attributes: write little. */
export function bareDisk(context: Pick<TestContext, "skip">): string {
  return mounted(context, "ramfs", "mode=755");
}

function mounted({ skip }: Pick<TestContext, "skip">, type: string, options: string): string {
  skip(process.getuid?.() !== 0, "mounting a small disk needs root");
  const folder = temporaryFolder();
  try {
    mount("-t", type, "-o", options, type, folder);
  } catch (error) {
    skip(`this machine does not let us mount a small disk: ${String(error)}`);
  }
  onTestFinished(() => unmount(folder));
  return folder;
}

/** What is below a folder can be read and not be changed, until `unmount`. */
export function makeReadOnly(folder: string): void {
  mount("--bind", folder, folder);
  mount("-o", "remount,ro,bind", folder);
}

export function unmount(folder: string): void {
  execFileSync("umount", ["--lazy", folder]);
}

function mount(...args: readonly string[]): void {
  execFileSync("mount", args, { stdio: "pipe" });
}
