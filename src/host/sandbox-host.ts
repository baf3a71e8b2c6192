import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import type { Duplex } from "node:stream";
import { exitCode, Failure } from "../core/errors.ts";
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
import { kernelCode, kernelFailure, missing, refused } from "./kernel-error.ts";
import { canonicalPath } from "./path-tree.ts";

export interface SandboxHostOptions {
  /** Folder that stands for `/`; it must be there. */
  readonly folder: string;
  /** Programs that may run, as they stand in argv[0]; none when not said. They are not confined to the folder. */
  readonly programs?: readonly string[];
}

/**
 * The real machine, seen through a folder: what is written to /etc/… lands in FOLDER/etc/…, and nothing lands outside.
 * Every change @throws a Failure for a path with `..`, and for one that a link leads out of the folder.
 */
export class SandboxHost implements Host {
  readonly #host: Host;
  readonly #folder: string;
  readonly #programs: readonly string[];

  constructor(host: Host, { folder, programs = [] }: SandboxHostOptions) {
    if (!isAbsolute(folder)) throw new Error(`${folder} is no absolute path`);
    this.#host = host;
    this.#folder = folder;
    this.#programs = programs;
  }

  async readFile(path: string): Promise<Buffer | undefined> {
    const place = await this.#find(path, true);
    return place === undefined ? undefined : await this.#host.readFile(place);
  }

  async digest(path: string): Promise<string | undefined> {
    const place = await this.#find(path, true);
    return place === undefined ? undefined : await this.#host.digest(place);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const place = await this.#find(path, false);
    return place === undefined ? undefined : await this.#host.stat(place);
  }

  async list(path: string): Promise<readonly string[]> {
    const place = await this.#find(path, true);
    return place === undefined ? [] : await this.#host.list(place);
  }

  /** Owned by whoever runs this; a demo needs no root, and no program of the box. */
  async writeFile(path: string, content: string | Uint8Array, { mode }: Ownership): Promise<void> {
    await this.#host.writeFile(await this.#place(path, "written"), content, { mode, ...self() });
  }

  async copyFile(from: SeenFile, path: string, { mode }: Ownership): Promise<void> {
    const source = await this.#find(from.path, true);
    if (source === undefined) throw missing(from.path);
    await this.#host.copyFile({ ...from, path: source }, await this.#place(path, "written"), {
      mode,
      ...self(),
    });
  }

  async appendFile(path: string, content: string, mode: number): Promise<void> {
    await this.#host.appendFile(await this.#place(path, "written"), content, mode);
  }

  async makeDirectory(path: string, { mode }: Ownership): Promise<void> {
    await this.#host.makeDirectory(await this.#place(path, "created"), { mode, ...self() });
  }

  async dressDirectory(path: string, { mode }: Ownership): Promise<void> {
    await this.#host.dressDirectory(await this.#place(path, "changed"), { mode, ...self() });
  }

  /** The target stays as it is written: within the sandbox an absolute one counts from the folder. */
  async symlink(target: string, path: string): Promise<void> {
    await this.#host.symlink(target, await this.#place(path, "linked"));
  }

  async remove(path: string): Promise<void> {
    const place = await this.#find(path, false);
    if (place !== undefined) await this.#host.remove(place);
  }

  async run(argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    const [program = ""] = argv;
    if (this.#programs.includes(program)) return await this.#host.run(argv, options);
    throw forbidden(program);
  }

  async accompany(argv: readonly string[]): Promise<Companion> {
    const [program = ""] = argv;
    if (this.#programs.includes(program)) return await this.#host.accompany(argv);
    throw forbidden(program);
  }

  dial(target: DialTarget): Promise<Duplex> {
    return this.#host.dial(target);
  }

  resolve(name: string, family: 4 | 6): Promise<readonly string[]> {
    return this.#host.resolve(name, family);
  }

  resolveCaa(name: string): Promise<readonly CaaRecord[]> {
    return this.#host.resolveCaa(name);
  }

  now(): Date {
    return this.#host.now();
  }

  async lock(path: string): Promise<Lock | undefined> {
    return await this.#host.lock(await this.#place(path, "locked"));
  }

  /** Where something is looked for; undefined when a folder on the way is missing. */
  async #find(path: string, followLast: boolean): Promise<string | undefined> {
    try {
      return await this.#resolve(path, followLast);
    } catch (error) {
      const code = kernelCode(error);
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      throw kernelFailure(path, "looked at", error);
    }
  }

  /** Where a change goes. @throws Failure when a folder on the way is missing */
  async #place(path: string, done: string): Promise<string> {
    try {
      return await this.#resolve(path, false);
    } catch (error) {
      throw kernelFailure(path, done, error);
    }
  }

  /** Links are resolved as if the folder were `/`; then the kernel is asked whether that is where we really are. */
  async #resolve(path: string, followLast: boolean): Promise<string> {
    refuseClimbing(path);
    const look = (each: string) => this.#host.stat(join(this.#folder, each));
    const place = join(this.#folder, await canonicalPath(look, path, followLast));
    if (place === join(this.#folder, "/")) return this.#folder;
    const root = await realpath(this.#folder);
    const above = await realpath(dirname(place));
    if (above !== root && !above.startsWith(`${root}/`)) {
      throw refused(
        `${path} leads out of ${this.#folder}`,
        "remove the link that leads out, or choose another folder",
      );
    }
    return place;
  }
}

/** Whoever starts this in a sandbox has a bug. */
function forbidden(program: string): Failure {
  const message = `a part of wss-setup tried to run ${program} in the sandbox, which does not allow it`;
  return new Failure(message, { kind: "bug", exitCode: exitCode.failedAndRolledBack });
}

function refuseClimbing(path: string): void {
  if (isAbsolute(path) && !path.split("/").includes("..")) return;
  throw refused(`${path} is no path within the sandbox`, "use an absolute path without `..`");
}

function self(): { readonly uid: number; readonly gid: number; readonly bare: true } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, bare: true };
}
