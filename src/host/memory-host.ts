import { dirname } from "node:path";
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
import { kernelError, kernelFailure } from "./kernel-error.ts";
import { MemoryTree } from "./memory-tree.ts";
import type { Entry } from "./path-tree.ts";
import { TreeFiles } from "./tree-files.ts";

/** A file by its text (0644, root), a link by its target, or a folder; mode and owner where they matter. */
export type Placed =
  | string
  | {
      readonly content: string | Uint8Array;
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
      /** Stands for its ACL and its extended attributes. */
      readonly attributes?: string;
    }
  | { readonly target: string }
  | { readonly folder: true; readonly mode?: number; readonly uid?: number; readonly gid?: number };

export interface Mutation {
  readonly op:
    | "writeFile"
    | "copyFile"
    | "appendFile"
    | "makeDirectory"
    | "dressDirectory"
    | "symlink"
    | "remove";
  readonly path: string;
  readonly mode?: number;
}

export interface MemoryHostOptions {
  /** Folders above them are made (0755). */
  readonly files?: Readonly<Record<string, Placed>>;
  /** What programs do; undefined stands for "there is no such program" (127). */
  readonly run?: (
    argv: readonly string[],
    options: RunOptions,
    host: MemoryHost,
  ) => Partial<RunResult> | undefined | Promise<Partial<RunResult> | undefined>;
  /** Refused (ECONNREFUSED) when not said. */
  readonly dial?: (target: DialTarget) => Duplex | Promise<Duplex>;
  /** Addresses, of both families, by name. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** CAA records by name. */
  readonly caa?: Readonly<Record<string, readonly CaaRecord[]>>;
  readonly now?: Date;
  /** Called before each change, counted from 0; what it throws happens instead of the change. */
  readonly beforeMutation?: (mutation: Mutation, index: number) => void;
}

export interface MemoryCompanion {
  readonly argv: readonly string[];
  /** Its stdin, line by line. */
  readonly told: string[];
  ended: boolean;
}

/** Stands for the sudden end of the process: nothing may catch it and go on. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** For `beforeMutation`: the n-th change (from 0) fails as if the kernel had said so, or with a `Crash`. */
export function failAt(n: number, error: string | Error): (mutation: Mutation, index: number) => void {
  return ({ path }, index) => {
    if (index !== n) return;
    throw typeof error === "string" ? kernelFailure(path, "written", kernelError(error)) : error;
  };
}

/** Folders of any Debian that nobody has to place. */
const usualFolders = [
  "/etc/ssl/certs",
  "/etc/systemd/system",
  "/usr/local/lib",
  "/var/lib",
  "/var/log",
  "/run",
  "/tmp",
];

/** A machine in memory, for tests: its files are a map, its programs a function of the test's. */
export class MemoryHost implements Host {
  /** Every change that was made, in order. */
  readonly writes: Mutation[] = [];
  /** Every argv that was run, in order. */
  readonly commands: (readonly string[])[] = [];
  /** Every program that was started beside us. */
  readonly companions: MemoryCompanion[] = [];
  readonly #options: MemoryHostOptions;
  readonly #tree: MemoryTree;
  readonly #files: TreeFiles;
  readonly #locks = new Set<string>();
  #attempts = 0;

  constructor(options: MemoryHostOptions = {}, tree?: MemoryTree) {
    this.#options = options;
    this.#tree = tree ?? new MemoryTree();
    this.#files = new TreeFiles(this.#tree);
    if (tree !== undefined) return;
    for (const folder of usualFolders) this.place(folder, { folder: true });
    for (const [path, placed] of Object.entries(options.files ?? {})) this.place(path, placed);
  }

  /** Puts something there as another program would: no hook, no entry in `writes`. */
  place(path: string, placed: Placed): void {
    for (let folder = dirname(path); !this.#tree.has(folder); folder = dirname(folder)) {
      this.#tree.put(folder, { kind: "directory", mode: 0o755, uid: 0, gid: 0 });
    }
    this.#tree.put(path, entryOf(placed));
  }

  /** Takes something away as another program would, with all that is in it. */
  displace(path: string): void {
    for (const [each] of this.#tree.entries()) {
      if (each === path || each.startsWith(`${path}/`)) this.#tree.drop(each);
    }
  }

  /** Another machine in the same state, its `writes` and `commands` empty; `options` replace the first one's. */
  clone(options: MemoryHostOptions = {}): MemoryHost {
    return new MemoryHost({ ...this.#options, ...options }, new MemoryTree(this.#tree.entries()));
  }

  /** Everything on the disk, sorted by path, for exact comparisons; bytes as text (latin1 keeps each of them apart). */
  toJSON(): Readonly<Record<string, unknown>> {
    const plain = this.#tree
      .entries()
      .map(([path, entry]) => [
        path,
        entry.kind === "file" ? { ...entry, content: entry.content.toString("latin1") } : entry,
      ]);
    return Object.fromEntries(plain);
  }

  /** Everything on the disk by its path, sorted. */
  paths(): readonly string[] {
    return this.#tree.entries().map(([path]) => path);
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

  async writeFile(path: string, content: string | Uint8Array, ownership: Ownership): Promise<void> {
    await this.#change({ op: "writeFile", path, mode: ownership.mode }, () =>
      this.#files.writeFile(path, content, ownership),
    );
  }

  async copyFile(from: SeenFile, path: string, ownership: Ownership): Promise<void> {
    await this.#change({ op: "copyFile", path, mode: ownership.mode }, () =>
      this.#files.copyFile(from, path, ownership),
    );
  }

  async appendFile(path: string, content: string, mode: number): Promise<void> {
    await this.#change({ op: "appendFile", path, mode }, () => this.#files.appendFile(path, content, mode));
  }

  async makeDirectory(path: string, ownership: Ownership): Promise<void> {
    await this.#change({ op: "makeDirectory", path, mode: ownership.mode }, () =>
      this.#files.makeDirectory(path, ownership),
    );
  }

  async dressDirectory(path: string, ownership: Ownership): Promise<void> {
    await this.#change({ op: "dressDirectory", path, mode: ownership.mode }, () =>
      this.#files.dressDirectory(path, ownership),
    );
  }

  async symlink(target: string, path: string): Promise<void> {
    await this.#change({ op: "symlink", path }, () => this.#files.symlink(target, path));
  }

  async remove(path: string): Promise<void> {
    await this.#change({ op: "remove", path }, () => this.#files.remove(path));
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    this.commands.push(argv);
    const said = (await this.#options.run?.(argv, options, this)) ?? {
      code: 127,
      stderr: `${argv[0]}: not found`,
    };
    const result = { code: 0, stdout: "", stderr: "", ...said };
    for (const line of `${result.stdout}\n${result.stderr}`.split("\n"))
      if (line !== "") options.onLine?.(line);
    return result;
  }

  async accompany(argv: readonly string[]): Promise<Companion> {
    const started: MemoryCompanion = { argv, told: [], ended: false };
    this.companions.push(started);
    return {
      tell: async (line) => {
        started.told.push(line);
      },
      end: async () => {
        started.ended = true;
      },
    };
  }

  async dial(target: DialTarget): Promise<Duplex> {
    if (this.#options.dial === undefined) throw kernelError("ECONNREFUSED");
    return await this.#options.dial(target);
  }

  async resolve(name: string, family: 4 | 6): Promise<readonly string[]> {
    return (this.#options.names?.[name] ?? []).filter((address) => address.includes(":") === (family === 6));
  }

  async resolveCaa(name: string): Promise<readonly CaaRecord[]> {
    return this.#options.caa?.[name] ?? [];
  }

  now(): Date {
    return this.#options.now ?? new Date("2026-01-01T00:00:00Z");
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

  async #change(mutation: Mutation, act: () => Promise<void>): Promise<void> {
    this.#options.beforeMutation?.(mutation, this.#attempts++);
    await act();
    this.writes.push(mutation);
  }
}

function entryOf(placed: Placed): Entry {
  if (typeof placed === "string") return entryOf({ content: placed });
  if ("target" in placed) return { kind: "symlink", target: placed.target };
  const { uid = 0, gid = 0 } = placed;
  if ("folder" in placed) return { kind: "directory", mode: placed.mode ?? 0o755, uid, gid };
  const { content, mode = 0o644, attributes } = placed;
  return {
    kind: "file",
    content: Buffer.from(content),
    mode,
    uid,
    gid,
    ...(attributes === undefined ? {} : { attributes }),
  };
}
