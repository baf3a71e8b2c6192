import type { Duplex } from "node:stream";
import type { CaaRecord } from "../core/facts.ts";
import type {
  Companion,
  DialTarget,
  FileStat,
  Host,
  Lock,
  Ownership,
  RunOptions,
  RunResult,
  SeenFile,
} from "./host.ts";
import { nobody } from "./nobody.ts";
import { OverlayTree } from "./overlay-tree.ts";
import { isReadOnly } from "./read-only-commands.ts";
import { TreeFiles } from "./tree-files.ts";

export interface OverlayHostOptions {
  /** Answers for the commands that would change the machine; those that only look reach the host underneath. */
  readonly run: (argv: readonly string[], options: RunOptions) => RunResult | Promise<RunResult>;
}

/** A host whose changes stay in memory: later steps of a preview see what earlier ones did, and the machine sees none. */
export class OverlayHost implements Host {
  readonly #under: Host;
  readonly #run: OverlayHostOptions["run"];
  readonly #tree: OverlayTree;
  readonly #files: TreeFiles;
  readonly #locks = new Set<string>();

  constructor(under: Host, options: OverlayHostOptions) {
    this.#under = under;
    this.#run = options.run;
    this.#tree = new OverlayTree(under);
    this.#files = new TreeFiles(this.#tree);
  }

  /** Paths that were written or removed, links in their folders resolved, sorted. */
  changedPaths(): readonly string[] {
    return this.#tree.changed();
  }

  readFile(path: string): Promise<Buffer | undefined> {
    return this.#files.readFile(path);
  }

  digest(path: string): Promise<string | undefined> {
    return this.#files.digest(path);
  }

  stat(path: string): Promise<FileStat | undefined> {
    return this.#files.stat(path);
  }

  list(path: string): Promise<readonly string[]> {
    return this.#files.list(path);
  }

  writeFile(path: string, content: string | Uint8Array, ownership: Ownership): Promise<void> {
    return this.#files.writeFile(path, content, ownership);
  }

  copyFile(from: SeenFile, path: string, ownership: Ownership): Promise<void> {
    return this.#files.copyFile(from, path, ownership);
  }

  appendFile(path: string, content: string, mode: number): Promise<void> {
    return this.#files.appendFile(path, content, mode);
  }

  makeDirectory(path: string, ownership: Ownership): Promise<void> {
    return this.#files.makeDirectory(path, ownership);
  }

  dressDirectory(path: string, ownership: Ownership): Promise<void> {
    return this.#files.dressDirectory(path, ownership);
  }

  symlink(target: string, path: string): Promise<void> {
    return this.#files.symlink(target, path);
  }

  remove(path: string): Promise<void> {
    return this.#files.remove(path);
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    return isReadOnly(argv) ? await this.#under.run(argv, options) : await this.#run(argv, options);
  }

  /** Whatever it would look after did not happen on the machine. */
  async accompany(): Promise<Companion> {
    return nobody;
  }

  dial(target: DialTarget): Promise<Duplex> {
    return this.#under.dial(target);
  }

  resolve(name: string, family: 4 | 6): Promise<readonly string[]> {
    return this.#under.resolve(name, family);
  }

  resolveCaa(name: string): Promise<readonly CaaRecord[]> {
    return this.#under.resolveCaa(name);
  }

  now(): Date {
    return this.#under.now();
  }

  async lock(path: string): Promise<Lock | undefined> {
    if (this.#locks.has(path)) return undefined;
    this.#locks.add(path);
    return {
      release: async () => {
        this.#locks.delete(path);
      },
    };
  }
}
