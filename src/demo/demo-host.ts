import type { CaaRecord } from "../core/facts.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Companion, FileStat, Host, Lock, RunOptions, RunResult } from "../host/host.ts";
import { nobody } from "../host/nobody.ts";
import { SandboxHost } from "../host/sandbox-host.ts";
import { takeSocketLock } from "../host/socket-lock.ts";
import type { PretendBox } from "./pretend-box.ts";
import { runScript } from "./pretend-script.ts";

export interface DemoHostOptions {
  readonly folder: string;
  readonly box: PretendBox;
  /** Programs that come along with us: the argv that stands for each name. They are really started. */
  readonly programs: Readonly<Record<string, readonly string[]>>;
  /** What names on this machine alone resolve to; no other name is looked up. */
  readonly addresses: readonly string[];
}

/** A folder that stands for a box: files are real, our own programs too, and everything else is pretended. */
export class DemoHost extends SandboxHost {
  readonly #options: DemoHostOptions;

  constructor(host: Host, options: DemoHostOptions) {
    super(host, { folder: options.folder, programs: [process.execPath] });
    this.#options = options;
  }

  override async run(argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    const [program = "", ...args] = argv;
    if (program === process.execPath) return await super.run(argv, options);
    const own = Object.hasOwn(this.#options.programs, program) ? this.#options.programs[program] : undefined;
    if (own !== undefined) return await super.run([...own, ...args], options);
    const result = program.startsWith("/")
      ? await runScript(program, this, (each) => this.run(each))
      : await this.#options.box.run(argv, this);
    for (const line of `${result.stdout}${result.stderr}`.split("\n").filter(Boolean))
      options?.onLine?.(line);
    return result;
  }

  /** Whoever runs this is the box's root. */
  override async stat(path: string): Promise<FileStat | undefined> {
    const there = await super.stat(path);
    return there === undefined || there.uid !== process.getuid?.() ? there : { ...there, uid: 0 };
  }

  /** What would look after a real box: here it has nothing to look after, and is not started. */
  override async accompany(): Promise<Companion> {
    return nobody;
  }

  /** `localhost` and what is below it belong to the machine itself (RFC 6761 6.3). */
  override async resolve(name: string, family: 4 | 6): Promise<readonly string[]> {
    if (!/^(?:.+\.)?localhost$/.test(name)) return [];
    return this.#options.addresses.filter(
      (address) => isAddress(address) && address.includes(":") === (family === 6),
    );
  }

  /** No authority looks at a name of this machine alone. */
  override async resolveCaa(): Promise<readonly CaaRecord[]> {
    return [];
  }

  override lock(path: string): Promise<Lock | undefined> {
    return takeSocketLock(`${this.#options.folder}${path}`);
  }
}
