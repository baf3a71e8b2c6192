import type { FileStat } from "./host.ts";
import { kernelError } from "./kernel-error.ts";

/** What stands at a path in memory. */
export type Entry =
  | {
      readonly kind: "file";
      readonly content: Buffer;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** Stands for its ACL and its extended attributes. */
      readonly attributes?: string;
    }
  | { readonly kind: "directory"; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly kind: "symlink"; readonly target: string };

/** Paths without links in their folders, and what stands there: what a file system is below its rules. */
export interface PathTree {
  look(path: string): Promise<FileStat | undefined>;
  read(path: string): Promise<Buffer | undefined>;
  /** Sorted. */
  names(folder: string): Promise<readonly string[]>;
  /** @param model path of the file whose attributes a file gets, where the tree knows of such */
  put(path: string, entry: Entry, model?: string): void;
  drop(path: string): void;
}

/** Links that are followed before the way counts as a circle (path_resolution(7)). */
const mostLinks = 40;

/**
 * The path with every link in its folders resolved; with `followLast`, the last name's too. The last name need not be
 * there. `..` is resolved as the kernel does it: after the links before it.
 * @throws ENOENT or ENOTDIR where a folder on the way is missing, ELOOP
 */
export async function canonicalPath(
  look: (path: string) => Promise<FileStat | undefined>,
  path: string,
  followLast: boolean,
): Promise<string> {
  const names = path.split("/");
  let done = "";
  let links = 0;
  while (names.length > 0) {
    const name = names.shift() ?? "";
    if (name === "" || name === ".") continue;
    if (name === "..") {
      done = done.slice(0, Math.max(done.lastIndexOf("/"), 0));
      continue;
    }
    const next = `${done}/${name}`;
    const isLast = names.every((rest) => rest === "");
    const there = await look(next);
    if (there?.kind === "symlink" && (followLast || !isLast)) {
      links += 1;
      if (links > mostLinks) throw kernelError("ELOOP");
      const target = there.target ?? "";
      if (target.startsWith("/")) done = "";
      names.unshift(...target.split("/"));
      continue;
    }
    if (!isLast && there === undefined) throw kernelError("ENOENT");
    if (!isLast && there?.kind !== "directory") throw kernelError("ENOTDIR");
    done = next;
  }
  return done === "" ? "/" : done;
}
