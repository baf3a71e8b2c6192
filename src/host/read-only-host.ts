import type { Duplex } from "node:stream";
import { exitCode, Failure } from "../core/errors.ts";
import type { CaaRecord } from "../core/facts.ts";
import type { Companion, DialTarget, FileStat, Host, Lock, RunOptions, RunResult, SeenFile } from "./host.ts";
import { isReadOnly } from "./read-only-commands.ts";

/** A host that can only be looked at: probes get this one, so that none of them can change anything. */
export class ReadOnlyHost implements Host {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  readFile(path: string): Promise<Buffer | undefined> {
    return this.#host.readFile(path);
  }

  digest(path: string): Promise<string | undefined> {
    return this.#host.digest(path);
  }

  stat(path: string): Promise<FileStat | undefined> {
    return this.#host.stat(path);
  }

  list(path: string): Promise<readonly string[]> {
    return this.#host.list(path);
  }

  async writeFile(path: string): Promise<never> {
    throw refusal(`write ${path}`);
  }

  async copyFile(_from: SeenFile, path: string): Promise<never> {
    throw refusal(`write ${path}`);
  }

  async appendFile(path: string): Promise<never> {
    throw refusal(`write ${path}`);
  }

  async makeDirectory(path: string): Promise<never> {
    throw refusal(`create ${path}`);
  }

  async dressDirectory(path: string): Promise<never> {
    throw refusal(`change the owner or the mode of ${path}`);
  }

  async symlink(_target: string, path: string): Promise<never> {
    throw refusal(`link ${path}`);
  }

  async remove(path: string): Promise<never> {
    throw refusal(`remove ${path}`);
  }

  async lock(path: string): Promise<Lock | undefined> {
    throw refusal(`lock ${path}`);
  }

  async run(argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    if (!isReadOnly(argv)) throw refusal(`run ${argv.join(" ")}`);
    return await this.#host.run(argv, options);
  }

  async accompany(argv: readonly string[]): Promise<Companion> {
    throw refusal(`start ${argv.join(" ")}`);
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
}

/** Whoever asks this of a read-only host has a bug. */
function refusal(attempt: string): Failure {
  const message = `a part of wss-setup that may only look tried to ${attempt}; nothing was changed`;
  return new Failure(message, { kind: "bug", exitCode: exitCode.failedAndRolledBack });
}
