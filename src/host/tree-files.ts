import { dirname } from "node:path";
import { sha256 } from "../core/sha256.ts";
import type { FileStat, Ownership, SeenFile } from "./host.ts";
import { changed, kernelCode, kernelError, kernelFailure, missing, refused } from "./kernel-error.ts";
import { canonicalPath, type PathTree } from "./path-tree.ts";

/** The rules of a file system over a tree in memory: the same results and the same errors as on the real machine. */
export class TreeFiles {
  readonly #tree: PathTree;

  constructor(tree: PathTree) {
    this.#tree = tree;
  }

  readFile(path: string): Promise<Buffer | undefined> {
    return failing(path, "read", async () => {
      const place = await this.#find(path, true);
      const there = place === undefined ? undefined : await this.#tree.look(place);
      if (place === undefined || there === undefined) return undefined;
      if (there.kind === "directory") throw kernelError("EISDIR");
      return await this.#tree.read(place);
    });
  }

  async digest(path: string): Promise<string | undefined> {
    const content = await this.readFile(path);
    return content === undefined ? undefined : sha256(content);
  }

  stat(path: string): Promise<FileStat | undefined> {
    return failing(path, "looked at", async () => {
      const place = await this.#find(path, false);
      return place === undefined ? undefined : await this.#tree.look(place);
    });
  }

  list(path: string): Promise<readonly string[]> {
    return failing(path, "listed", async () => {
      const place = await this.#find(path, true);
      if (place === undefined || (await this.#tree.look(place))?.kind !== "directory") return [];
      return await this.#tree.names(place);
    });
  }

  writeFile(path: string, content: string | Uint8Array, ownership: Ownership): Promise<void> {
    return this.#putFile(path, content, ownership);
  }

  async copyFile(from: SeenFile, path: string, ownership: Ownership): Promise<void> {
    const content = await this.readFile(from.path);
    if (content === undefined) throw missing(from.path);
    if (sha256(content) !== from.sha256) throw changed(from.path);
    await this.#putFile(path, content, ownership, from.whole && (await this.#find(from.path, true)));
  }

  appendFile(path: string, content: string, mode: number): Promise<void> {
    return failing(path, "written", async () => {
      const place = await this.#placeOfFile(path);
      const before = (await this.#tree.look(place)) ?? owned({ mode });
      const bytes = (await this.#tree.read(place)) ?? Buffer.alloc(0);
      const entry = { kind: "file", content: Buffer.concat([bytes, Buffer.from(content)]) } as const;
      this.#tree.put(place, { ...entry, ...owned(before) }, place);
    });
  }

  makeDirectory(path: string, ownership: Ownership): Promise<void> {
    return failing(path, "created", async () => {
      const place = await this.#place(path);
      const there = await this.#tree.look(place);
      if (there?.kind === "directory") return;
      if (there !== undefined) throw kernelError("EEXIST");
      this.#tree.put(place, { kind: "directory", ...owned(ownership) });
    });
  }

  dressDirectory(path: string, ownership: Ownership): Promise<void> {
    return failing(path, "changed", async () => {
      const place = await this.#place(path);
      if ((await this.#tree.look(place))?.kind !== "directory") throw kernelError("ENOTDIR");
      this.#tree.put(place, { kind: "directory", ...owned(ownership) });
    });
  }

  symlink(target: string, path: string): Promise<void> {
    return failing(path, "linked", async () => {
      const place = await this.#place(path);
      if ((await this.#tree.look(place))?.kind === "directory") throw kernelError("EISDIR");
      this.#tree.put(place, { kind: "symlink", target });
    });
  }

  remove(path: string): Promise<void> {
    return failing(path, "removed", async () => {
      const place = await this.#find(path, false);
      const there = place === undefined ? undefined : await this.#tree.look(place);
      if (place === undefined || there === undefined) return;
      if (there.kind === "directory" && (await this.#tree.names(place)).length > 0)
        throw kernelError("ENOTEMPTY");
      this.#tree.drop(place);
    });
  }

  /** @param model whose attributes it gets; those of the file that is replaced when not said */
  #putFile(path: string, content: string | Uint8Array, ownership: Ownership, model?: string): Promise<void> {
    return failing(path, "written", async () => {
      const place = await (model === undefined ? this.#placeOfFile(path) : this.#placeOfLeaf(path));
      const entry = { kind: "file", content: Buffer.from(content), ...owned(ownership) } as const;
      this.#tree.put(place, entry, model ?? place);
    });
  }

  /** Where a new name would go; its folder must be there. */
  async #place(path: string): Promise<string> {
    const place = await canonicalPath((each) => this.#tree.look(each), path, false);
    const folder = await this.#tree.look(dirname(place));
    if (folder === undefined) throw kernelError("ENOENT");
    return place;
  }

  async #placeOfFile(path: string): Promise<string> {
    const place = await this.#place(path);
    const there = await this.#tree.look(place);
    if (there === undefined || there.kind === "file") return place;
    if (there.kind === "directory") throw kernelError("EISDIR");
    const what =
      there.kind === "symlink" ? "is a symbolic link, which is not followed" : "is no regular file";
    throw refused(`${path} could not be written: it ${what}`, `look at it (ls -l ${path}), and move it away`);
  }

  /** The same, also where a link stands. */
  async #placeOfLeaf(path: string): Promise<string> {
    const place = await this.#place(path);
    return (await this.#tree.look(place))?.kind === "symlink" ? place : await this.#placeOfFile(path);
  }

  /** Undefined when a folder on the way is missing. */
  async #find(path: string, followLast: boolean): Promise<string | undefined> {
    try {
      return await canonicalPath((each) => this.#tree.look(each), path, followLast);
    } catch (error) {
      const code = kernelCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      throw error;
    }
  }
}

function owned({ mode, uid = 0, gid = 0 }: Ownership): Required<Omit<Ownership, "bare">> {
  return { mode, uid, gid };
}

async function failing<T>(path: string, done: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw kernelFailure(path, done, error);
  }
}
