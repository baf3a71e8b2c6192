import type { FileStat } from "./host.ts";
import type { Entry, PathTree } from "./path-tree.ts";

/** A file system that is a map. */
export class MemoryTree implements PathTree {
  readonly #entries: Map<string, Entry>;

  constructor(entries: Iterable<readonly [string, Entry]> = []) {
    this.#entries = new Map([["/", { kind: "directory", mode: 0o755, uid: 0, gid: 0 }], ...entries]);
  }

  async look(path: string): Promise<FileStat | undefined> {
    return statOf(this.#entries.get(path));
  }

  async read(path: string): Promise<Buffer | undefined> {
    const entry = this.#entries.get(path);
    return entry?.kind === "file" ? Buffer.from(entry.content) : undefined;
  }

  async names(folder: string): Promise<readonly string[]> {
    return namesIn(folder, this.#entries.keys());
  }

  put(path: string, entry: Entry, model?: string): void {
    const like = model === undefined ? undefined : this.#entries.get(model);
    const kept = entry.kind === "file" && like?.kind === "file" && like.attributes !== undefined;
    this.#entries.set(path, kept ? { ...entry, attributes: like.attributes } : entry);
  }

  drop(path: string): void {
    this.#entries.delete(path);
  }

  has(path: string): boolean {
    return this.#entries.has(path);
  }

  /** Sorted by path. */
  entries(): readonly (readonly [string, Entry])[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** lstat of an entry; a link's mode is 0777, as on Linux. */
export function statOf(entry: Entry | undefined): FileStat | undefined {
  switch (entry?.kind) {
    case undefined:
      return undefined;
    case "file":
      return { kind: "file", mode: entry.mode, uid: entry.uid, gid: entry.gid, size: entry.content.length };
    case "directory":
      return { kind: "directory", mode: entry.mode, uid: entry.uid, gid: entry.gid, size: 0 };
    case "symlink": {
      const size = Buffer.byteLength(entry.target);
      return { kind: "symlink", mode: 0o777, uid: 0, gid: 0, size, target: entry.target };
    }
  }
}

/** The names directly in a folder, among these paths. */
export function namesIn(folder: string, paths: Iterable<string>): readonly string[] {
  const start = folder === "/" ? "/" : `${folder}/`;
  return [...paths]
    .filter((path) => path.length > start.length && path.startsWith(start))
    .map((path) => path.slice(start.length))
    .filter((name) => !name.includes("/"))
    .sort();
}
