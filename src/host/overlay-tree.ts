import type { FileStat, Host } from "./host.ts";
import { namesIn, statOf } from "./memory-tree.ts";
import type { Entry, PathTree } from "./path-tree.ts";

/** A host's files with changes laid over them. */
export class OverlayTree implements PathTree {
  readonly #under: Host;
  /** Undefined: taken away. */
  readonly #over = new Map<string, Entry | undefined>();

  constructor(under: Host) {
    this.#under = under;
  }

  async look(path: string): Promise<FileStat | undefined> {
    return this.#over.has(path) ? statOf(this.#over.get(path)) : await this.#under.stat(path);
  }

  async read(path: string): Promise<Buffer | undefined> {
    if (!this.#over.has(path)) return await this.#under.readFile(path);
    const entry = this.#over.get(path);
    return entry?.kind === "file" ? Buffer.from(entry.content) : undefined;
  }

  async names(folder: string): Promise<readonly string[]> {
    const names = new Set(await this.#under.list(folder));
    for (const name of namesIn(folder, this.#over.keys())) {
      const path = folder === "/" ? `/${name}` : `${folder}/${name}`;
      if (this.#over.get(path) === undefined) names.delete(name);
      else names.add(name);
    }
    return [...names].sort();
  }

  put(path: string, entry: Entry): void {
    this.#over.set(path, entry);
  }

  drop(path: string): void {
    this.#over.set(path, undefined);
  }

  /** Sorted. */
  changed(): readonly string[] {
    return [...this.#over.keys()].sort();
  }
}
